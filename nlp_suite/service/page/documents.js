import { byId, element } from "./elements.js";
import { DocumentCard } from "./document_card.js";
import { Models } from "./models.js";
import { TaskRunner } from "./task_runner.js";

const SUMMARY_SENTENCES = 3;

// Errors of the service or of the connection, and not of one file.
const OF_ALL_FILES = [0, 401, 429, 503];

/** The tab that reads documents. */
export class DocumentsView {
	#client;
	#runner;
	#onUse;
	#models = new Models();
	#cards = [];
	#waiting = [];
	#reading = false;
	#count = 0;
	#problems = byId("document-problems");

	/** `onUse` is called with the text of a document that is to be summarized and asked. */
	constructor(client, onUse) {
		this.#client = client;
		this.#onUse = onUse;
		this.#runner = new TaskRunner(byId("panel-documents").querySelector(".status"), client, () => {
			this.#waiting = [];
		});
		const input = byId("files");
		byId("choose-files").addEventListener("click", () => input.click());
		input.addEventListener("change", () => {
			this.#add(input.files);
			// The same file may be chosen again.
			input.value = "";
		});
		this.#listenToDrops(byId("drop"));
	}

	/** Offers the languages that there are models for. */
	setModels(models) {
		this.#models = models;
		for (const card of this.#cards) card.setModels(models);
	}

	#listenToDrops(place) {
		const over = (event) => {
			if (!event.dataTransfer.types.includes("Files")) return;
			event.preventDefault();
			place.classList.toggle("over", place.contains(event.target));
		};
		// A file that is dropped beside the place must not take the place of the page.
		for (const name of ["dragenter", "dragover"]) document.addEventListener(name, over);
		document.addEventListener("dragleave", () => place.classList.remove("over"));
		document.addEventListener("drop", (event) => {
			if (!event.dataTransfer.types.includes("Files")) return;
			event.preventDefault();
			place.classList.remove("over");
			if (place.contains(event.target)) this.#add(event.dataTransfer.files);
		});
	}

	#add(files) {
		if (!this.#reading) {
			this.#problems.hidden = true;
			this.#problems.replaceChildren();
			this.#count = this.#waiting.length;
		}
		this.#waiting.push(...files);
		this.#count += files.length;
		if (!this.#reading) this.#readAll();
	}

	async #readAll() {
		this.#reading = true;
		while (this.#waiting.length) {
			const [file] = this.#waiting;
			await this.#read(file);
			if (this.#runner.failed) break;
			this.#waiting.shift();
		}
		this.#reading = false;
	}

	async #read(file) {
		const form = new FormData();
		form.append("file", file);
		form.append("summary_sentences", String(SUMMARY_SENTENCES));
		const number = this.#count - this.#waiting.length + 1;
		const place = this.#count > 1 ? ` (${number} of ${this.#count})` : "";
		const work = async (options) => {
			try {
				return await this.#client.post("v1/documents", form, options);
			} catch (error) {
				if (error.status === undefined || OF_ALL_FILES.includes(error.status)) throw error;
				return { documents: [], problems: [{ file: file.name, reason: error.message }] };
			}
		};
		const done = await this.#runner.run(`Reading ${file.name}${place}`, work, () =>
			this.#readAll(),
		);
		for (const document of done?.result.documents ?? []) this.#show(document);
		for (const problem of done?.result.problems ?? []) this.#tell(problem);
	}

	#show(document) {
		const card = new DocumentCard(this.#client, document, this.#onUse);
		card.setModels(this.#models);
		this.#cards.push(card);
		byId("documents").prepend(card.element);
	}

	#tell({ file, reason }) {
		// Many reasons begin with the name.
		const text = reason.startsWith(file) ? reason.slice(file.length) : `: ${reason}`;
		this.#problems.append(element("p", {}, element("strong", {}, file), text));
		this.#problems.hidden = false;
	}
}
