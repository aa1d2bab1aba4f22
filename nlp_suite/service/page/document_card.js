import { AnswerList } from "./answer_list.js";
import { announce, byId, counted, countWords, element, scrollBehavior } from "./elements.js";
import { Tabs } from "./tabs.js";
import { TaskRunner } from "./task_runner.js";
import { fillMarked, toUnitSpans } from "./text_marking.js";

const ANSWERS = 4;

let cards = 0;

/** A document that was read: its summary, questions about it, its translation and its text. */
export class DocumentCard {
	/** The card, to be put into the page. */
	element = byId("document-template").content.firstElementChild.cloneNode(true);

	#client;
	#text;
	#tabs;
	#languages;

	/** Takes a document as `v1/documents` returns it, and what is called to summarize its text. */
	constructor(client, { name, text, summary }, onUse) {
		this.#client = client;
		this.#text = text;
		this.#languages = this.#find("select");
		const list = this.#find(".tabs");
		list.setAttribute("aria-label", name);
		this.#tabs = new Tabs(list, this.element, `document-${(cards += 1)}`);
		this.#find("h2").textContent = name;
		const sentences = summary ? `${counted(summary.total_sentences, "sentence")} · ` : "";
		this.#find("[data-facts]").textContent = sentences + counted(countWords(text), "word");
		this.#find("[data-use]").addEventListener("click", () => onUse(text));
		this.#find("[data-remove]").addEventListener("click", () => {
			this.element.remove();
			byId("choose-files").focus();
		});
		this.#mark([]);
		this.#showSummary(summary?.sentences ?? []);
		this.#connectQuestions();
		this.#connectTranslation();
		announce(`${name} is read`);
	}

	/** Takes the models that the service has. */
	setModels(models) {
		models.fill(this.#languages, models.targetLanguages);
	}

	#find(selector) {
		return this.element.querySelector(selector);
	}

	#showSummary(sentences) {
		const items = sentences.map((sentence) => {
			const click = () => {
				this.#mark([sentence]);
				this.#showMark();
			};
			const on = { click };
			const title = "Show it in the text";
			return element("li", {}, element("button", { className: "sentence", title, on }, sentence.text));
		});
		this.#find(".sentences").append(...items);
	}

	#mark(places) {
		const mark = (_, part) => element("mark", {}, part);
		fillMarked(this.#find("[data-text]"), this.#text, toUnitSpans(this.#text, places), mark);
	}

	#showMark() {
		const container = this.#find("[data-text]");
		this.#tabs.select("text");
		container.focus({ preventScroll: true });
		container
			.querySelector("mark")
			.scrollIntoView({ block: "center", behavior: scrollBehavior() });
	}

	#connectQuestions() {
		const panel = this.#find('[data-panel="question"]');
		const input = panel.querySelector("input");
		input.id = `${panel.id}-input`;
		panel.querySelector("label").htmlFor = input.id;
		const runner = new TaskRunner(panel.querySelector(".status"), this.#client);
		const container = panel.querySelector("[data-answer]");
		const list = new AnswerList(container, (answer) => this.#mark(answer ? [answer] : []));
		const ask = async () => {
			const body = { question: input.value.trim(), text: this.#text, top_k: ANSWERS };
			if (!body.question) return;
			const work = (options) => this.#client.post("v1/answer", body, options);
			const done = await runner.run("Reading", work, ask);
			if (!done) return;
			list.show(done.result);
			const click = () => this.#showMark();
			const button = element("button", { className: "quiet", on: { click } }, "Show in the text");
			if (done.result[0].text) container.append(button);
		};
		panel.querySelector("form").addEventListener("submit", (event) => {
			event.preventDefault();
			ask();
		});
	}

	#connectTranslation() {
		const panel = this.#find('[data-panel="translation"]');
		const output = panel.querySelector("[data-translation]");
		const runner = new TaskRunner(panel.querySelector(".status"), this.#client);
		const translate = async () => {
			const body = { text: this.#text, source: "auto", target: this.#languages.value };
			const work = (options) => this.#client.post("v1/translate", body, options);
			const done = await runner.run("Translating", work, translate);
			if (!done) return;
			output.textContent = done.result.text;
			output.lang = body.target;
			output.hidden = false;
			announce("The translation is there");
		};
		panel.querySelector("[data-translate]").addEventListener("click", translate);
	}
}
