import { Alternatives } from "./alternatives.js";
import {
	afterPause,
	announce,
	byId,
	copyText,
	counted,
	element,
	lightUp,
	nextOf,
	secondsText,
} from "./elements.js";
import { Engines } from "./engines.js";
import { MarkedTextArea } from "./marked_text_area.js";
import { Models } from "./models.js";
import { fillMarked, toUnitSpans } from "./text_marking.js";

// Long texts are sent less often while they are typed.
const PAUSE = 300;
const LONG_PAUSE = 900;
const LONG = 3000;

const LOW_QUALITY = 0.5;
const ALTERNATIVES = 6;
const ANNOUNCED = 200;

const EXAMPLE = `The meeting has been moved to Thursday, because two of our guests arrive late. \
Could you please tell everyone who wants to take part?

There will be coffee and cake afterwards. Bring your ideas with you!`;

/** The tab that translates. */
export class TranslationView {
	#client;
	#engines;
	#models = new Models();
	#source = new MarkedTextArea(byId("translation-source"));
	#from = byId("source-language");
	#to = byId("target-language");
	#output = byId("translation");
	#alternatives = new Alternatives(byId("alternatives"));
	#later = afterPause(() => this.#translate());
	#targetChosen = false;
	// The text as it was sent, its sentences in UTF-16 units, and both languages.
	#shown = null;
	// What the reader has chosen for a sentence holds while others are edited.
	#chosen = new Map();
	#pointed = {};

	constructor(client) {
		const panel = byId("panel-translate");
		this.#client = client;
		this.#engines = new Engines(client, panel, {
			task: "translate",
			label: "Translating",
			again: () => this.#translate(),
			describe: ({ text, target_language: lang }) =>
				element("p", { className: "text", lang: lang ?? "" }, text),
		});
		this.setModels(this.#models);
		this.#source.addEventListener("edit", () => this.#edited());
		this.#source.addEventListener("point", ({ detail }) => this.#point("left", detail));
		this.#from.addEventListener("change", () => this.#languageChanged(this.#from, this.#to));
		this.#to.addEventListener("change", () => {
			this.#targetChosen = true;
			this.#languageChanged(this.#to, this.#from);
		});
		const listen = (id, event, listener) => byId(id).addEventListener(event, listener);
		listen("swap-languages", "click", () => this.#swap());
		listen("translation-clear", "click", () => this.#replace(""));
		listen("translation-example", "click", () => this.#replace(EXAMPLE));
		listen("translation-copy", "click", ({ target }) => copyText(this.#output.textContent, target));
		listen("formality", "change", () => this.#later(0));
		listen("glossary", "input", () => this.#later(LONG_PAUSE));
		this.#listenToOutput();
		this.#options();
		this.#edited();
	}

	/** Takes the models that the service has. */
	setModels(models) {
		this.#models = models;
		models.fill(this.#from, ["auto", ...models.sourceLanguages]);
		models.fill(this.#to, models.targetLanguages);
		this.#showDetected(null);
		this.#engines.setModels(models);
	}

	#edited() {
		const { text } = this.#source;
		byId("translation-size").textContent = text ? counted([...text].length, "character") : "";
		byId("translation-clear").hidden = !text;
		byId("translation-example").hidden = Boolean(text);
		this.#later(text.length > LONG ? LONG_PAUSE : PAUSE);
	}

	#replace(text) {
		this.#source.text = text;
		this.#edited();
		this.#later(0);
		this.#source.focus();
	}

	#languageChanged(changed, other) {
		if (changed.value === other.value) other.value = this.#otherLanguage(changed.value);
		this.#later(0);
	}

	#otherLanguage(code) {
		return [...this.#to.options].map(({ value }) => value).find((one) => one !== code) ?? code;
	}

	#swap() {
		const to = this.#to.value;
		const from = this.#from.value === "auto" ? this.#shown?.from : this.#from.value;
		const text = this.#output.textContent;
		this.#to.value = from && from !== to ? from : this.#otherLanguage(to);
		this.#from.value = to;
		this.#targetChosen = true;
		if (text) this.#source.text = text;
		this.#edited();
		this.#later(0);
	}

	#options() {
		const terms = {};
		const faulty = [];
		byId("glossary").value.split("\n").forEach((line, i) => {
			const [, term, translation] = /^(.*?\S.*?)=(.*\S.*)$/.exec(line) ?? [];
			if (term) terms[term.trim()] = translation.trim();
			else if (line.trim()) faulty.push(i + 1);
		});
		byId("glossary-note").textContent = faulty.length
			? `Not used: line ${faulty.join(", ")} needs a term, = and its translation.`
			: "A term and its translation on each line.";
		return { formality: byId("formality").value || null, glossary: terms };
	}

	async #translate() {
		this.#alternatives.close();
		const { text } = this.#source;
		const body = { text, source: this.#from.value, target: this.#to.value, ...this.#options() };
		const own = await this.#engines.call(text.trim() ? body : null, () => this.#clear());
		if (!own) return;
		const { source_language: from, target_language: to } = own.result;
		if (from === to && body.source === "auto" && !this.#targetChosen) {
			this.#to.value = this.#otherLanguage(to);
			this.#translate();
		} else {
			this.#show(text, own);
		}
	}

	#clear() {
		this.#shown = null;
		this.#source.mark([]);
		this.#output.replaceChildren();
		this.#showDetected(null);
		byId("translation-facts").textContent = "";
		byId("translation-copy").hidden = true;
		byId("quality-note").hidden = true;
	}

	#showDetected(code) {
		const detected = code && this.#from.value === "auto";
		this.#from.options[0].textContent = detected
			? `${this.#models.languageName(code)} (auto)`
			: "Detect language";
	}

	#show(text, { result, seconds }) {
		const { source_language: from, target_language: to } = result;
		const sentences = toUnitSpans(text, result.sentences).map(({ start, end, ...other }, index) => {
			const source = text.slice(start, end);
			const chosen = this.#chosen.get(`${from} ${to} ${source}`);
			const unsure = !chosen && other.quality !== null && other.quality < LOW_QUALITY;
			return { index, start, end, source, text: chosen ?? other.text, unsure };
		});
		this.#shown = { text, sentences, from, to };
		this.#source.mark(sentences);
		byId("translation-source").lang = from ?? "";
		this.#output.lang = to ?? "";
		this.#showDetected(from);
		byId("translation-facts").textContent =
			from === to
				? `The text is in ${this.#models.languageName(to)} already.`
				: `${counted(sentences.length, "sentence")} · ${secondsText(seconds)}`;
		byId("translation-copy").hidden = false;
		this.#render();
		const translation = this.#output.textContent;
		announce(translation.length <= ANNOUNCED ? translation : "The translation is there");
	}

	#render() {
		const { text, sentences } = this.#shown;
		fillMarked(this.#output, text, sentences, ({ index, text: translation, unsure }) => {
			const made = element(
				"span",
				{
					className: unsure ? "sentence unsure" : "sentence",
					role: "button",
					tabIndex: index ? -1 : 0,
					"aria-haspopup": "dialog",
					"aria-expanded": "false",
				},
				translation,
			);
			if (unsure) made.setAttribute("aria-describedby", "quality-note");
			made.dataset.index = index;
			return made;
		});
		byId("quality-note").hidden = !sentences.some(({ unsure }) => unsure);
		this.#point("right", null);
	}

	/** Lights up the sentence that the pointer, the caret or the focus is at, on both sides. */
	#point(side, index) {
		this.#pointed[side] = index;
		const { right, left, focus } = this.#pointed;
		const lit = right ?? left ?? focus ?? null;
		this.#source.light(lit);
		lightUp(this.#output, lit);
	}

	#listenToOutput() {
		const indexOf = ({ target }) => {
			const index = target.closest("[data-index]")?.dataset.index;
			return index === undefined ? null : Number(index);
		};
		const listen = (name, listener) => this.#output.addEventListener(name, listener);
		listen("pointerover", (event) => this.#point("right", indexOf(event)));
		listen("pointerleave", () => this.#point("right", null));
		listen("focusin", (event) => this.#point("focus", indexOf(event)));
		listen("focusout", () => this.#point("focus", null));
		listen("click", (event) => {
			// What is selected with the mouse is to be copied, and opens nothing.
			if (indexOf(event) !== null && getSelection().isCollapsed) this.#open(indexOf(event));
		});
		listen("keydown", (event) => {
			const next = nextOf([...this.#output.children], event);
			if (event.key === "Enter" || event.key === " ") this.#open(indexOf(event));
			else if (next) this.#focusSentence(next);
			else return;
			event.preventDefault();
		});
	}

	#focusSentence(sentence) {
		for (const one of this.#output.children) one.tabIndex = one === sentence ? 0 : -1;
		sentence.focus();
	}

	#open(index) {
		const { sentences, from, to } = this.#shown;
		const { text, source } = sentences[index];
		const size = { beam_size: ALTERNATIVES, n_best: ALTERNATIVES };
		const body = { text: source, source: from, target: to, ...size, ...this.#options() };
		const find = async (signal) => {
			const { n_best: best } = await this.#client.post("v1/translate", body, { signal });
			return best.map((one) => one.text);
		};
		const choose = (chosen) => {
			this.#chosen.set(`${from} ${to} ${source}`, chosen);
			Object.assign(sentences[index], { text: chosen, unsure: false });
			this.#render();
			this.#focusSentence(this.#output.children[index]);
			announce(chosen);
		};
		const opener = this.#output.children[index];
		this.#focusSentence(opener);
		this.#alternatives.open(opener, text, find, choose);
	}
}
