import { ArticlePane } from "./article_pane.js";
import {
	afterPause,
	announce,
	byId,
	copyText,
	counted,
	element,
	lightUp,
	secondsText,
} from "./elements.js";
import { Engines } from "./engines.js";
import { toUnitSpans } from "./text_marking.js";

const PAUSE = 500;
const SHORT_PAUSE = 150;
const KEYWORDS = 8;

// Below it nothing in the text is about the query; see `Summary.relevance`.
const RELEVANT = 0.15;

/** The tab that summarizes the article. */
export class SummarizationView {
	#article;
	#area;
	#engines;
	#length = byId("summary-length");
	#wanted = 3;
	#total = null;
	#summary = "";

	constructor(client, article) {
		const panel = byId("panel-summarize");
		this.#article = article;
		const later = afterPause(() => this.#summarize());
		this.#area = new ArticlePane(panel, article, () => later(PAUSE)).area;
		this.#engines = new Engines(client, panel, {
			task: "summarize",
			label: "Summarizing",
			again: () => this.#summarize(),
			describe: ({ text }) => element("p", { className: "text" }, text),
		});
		this.#length.addEventListener("input", () => {
			this.#wanted = Number(this.#length.value);
			this.#showLength();
			later(SHORT_PAUSE);
		});
		byId("summary-query").addEventListener("input", () => later(PAUSE));
		byId("summary-copy").addEventListener("click", ({ target }) => {
			copyText(this.#summary, target);
		});
		this.#area.addEventListener("point", ({ detail }) => this.#light(detail));
		this.#showLength();
	}

	/** Takes the models that the service has. */
	setModels(models) {
		this.#engines.setModels(models);
	}

	#showLength() {
		const slider = this.#length;
		if (this.#total) slider.max = this.#total;
		slider.value = this.#wanted;
		const { value, max } = slider;
		const text = this.#total
			? `${value} of ${counted(this.#total, "sentence")}`
			: counted(Number(value), "sentence");
		byId("summary-length-text").textContent = text;
		slider.setAttribute("aria-valuetext", text);
		slider.style.setProperty("--part", `${(100 * (value - 1)) / Math.max(max - 1, 1)}%`);
	}

	async #summarize() {
		const { text } = this.#article;
		const query = byId("summary-query").value.trim();
		const body = { text, sentences: this.#wanted, title: true, keywords: KEYWORDS };
		if (query) body.query = query;
		const own = await this.#engines.call(text.trim() ? body : null, () => {
			this.#area.mark([]);
			this.#total = null;
			this.#showLength();
			byId("summary").hidden = true;
		});
		if (own) this.#show(text, own, query);
	}

	#show(text, { result, seconds }, query) {
		this.#summary = result.text;
		this.#total = result.total_sentences;
		this.#showLength();
		const sentences = toUnitSpans(text, result.sentences);
		this.#area.mark(sentences.map((sentence) => ({ ...sentence, className: "chosen" })));
		byId("summary-title").textContent = result.title || "Summary";
		const note = byId("summary-note");
		note.hidden = result.relevance === null || result.relevance >= RELEVANT;
		note.textContent = `Nothing in the text is about “${query}”. This is its summary without that.`;
		byId("summary-sentences").replaceChildren(
			...sentences.map((sentence) => element("li", {}, this.#button(sentence))),
		);
		byId("summary-keywords").replaceChildren(
			...result.keywords.map((keyword) => element("li", {}, keyword.text)),
		);
		byId("summary-facts").textContent = `${counted(result.words, "word")} · ${secondsText(seconds)}`;
		byId("summary").hidden = false;
		announce(`A summary of ${counted(sentences.length, "sentence")}`);
	}

	#button({ text, index }) {
		const lit = () => this.#light(index);
		const dark = () => this.#light(null);
		const click = () => this.#area.reveal(index);
		const on = { click, pointerenter: lit, pointerleave: dark, focus: lit, blur: dark };
		const title = "Show it in the text";
		const button = element("button", { className: "sentence", title, on }, text);
		button.dataset.index = index;
		return button;
	}

	#light(index) {
		this.#area.light(index);
		lightUp(byId("summary-sentences"), index);
	}
}
