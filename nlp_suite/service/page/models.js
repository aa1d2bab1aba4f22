import { element } from "./elements.js";

const FIRST_LANGUAGES = [
	{ code: "en", name: "English" },
	{ code: "de", name: "German" },
];

/** What the service can do: its models and their languages. */
export class Models {
	#models;
	#names;

	/** Takes what `v1/models` returns; until it has, there are the shipped languages. */
	constructor({ models = [], languages = FIRST_LANGUAGES } = {}) {
		this.#models = models;
		this.#names = new Map(languages.map(({ code, name }) => [code, name]));
	}

	/** Returns whether an engine has a model for a task. */
	has(task, engine) {
		return this.#models.some((model) => model.task === task && model.engine === engine);
	}

	/** The codes of the languages that our translators read. */
	get sourceLanguages() {
		return this.#languages("source_language");
	}

	/** The codes of the languages that our translators write. */
	get targetLanguages() {
		return this.#languages("target_language");
	}

	/** Returns the name of a language by its code. */
	languageName(code) {
		return this.#names.get(code) ?? code ?? "unknown";
	}

	/** Fills a select with languages; the chosen one stays chosen. */
	fill(select, codes) {
		const { value } = select;
		const option = (code) => element("option", { value: code }, this.languageName(code));
		select.replaceChildren(...codes.map(option));
		select.value = codes.includes(value) ? value : codes[0];
	}

	#languages(side) {
		const found = this.#models
			.filter(({ task, engine }) => task === "translate" && engine === "custom")
			.map((model) => model[side])
			.filter(Boolean);
		return found.length ? [...new Set(found)] : FIRST_LANGUAGES.map(({ code }) => code);
	}
}
