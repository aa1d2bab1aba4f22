import { element } from "./elements.js";

// The shipped ones.
const FIRST = {
	models: [
		{ task: "translate", engine: "custom", source_language: "en", target_language: "de" },
		{ task: "translate", engine: "custom", source_language: "de", target_language: "en" },
	],
	languages: [
		{ code: "en", name: "English" },
		{ code: "de", name: "German" },
	],
};

/** What the service can do: its models and their languages. */
export class Models {
	#models;
	#names;

	/** Takes what `v1/models` returns, if it has already. */
	constructor({ models, languages } = FIRST) {
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
		if (codes.includes(value)) select.value = value;
	}

	#languages(side) {
		const ours = this.#models.filter(({ engine }) => engine === "custom");
		return [...new Set(ours.map((model) => model[side]).filter(Boolean))];
	}
}
