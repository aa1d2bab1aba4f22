import { AnswerList } from "./answer_list.js";
import { ArticlePane } from "./article_pane.js";
import { afterPause, announce, byId, element, percentText } from "./elements.js";
import { Engines } from "./engines.js";
import { toUnitSpans } from "./text_marking.js";

const ANSWERS = 4;
const PAUSE = 800;

/** The tab that answers questions about the article. */
export class QuestionAnsweringView {
	#article;
	#area;
	#engines;
	#answers = new AnswerList(byId("answer"), (...chosen) => this.#mark(...chosen));
	#question = "";
	#text = "";

	constructor(client, article) {
		const panel = byId("panel-answer");
		this.#article = article;
		const later = afterPause(() => this.#ask());
		// An answer is one of the text as it stands.
		this.#area = new ArticlePane(panel, article, () => this.#question && later(PAUSE)).area;
		this.#engines = new Engines(client, panel, {
			task: "answer",
			label: "Reading",
			again: () => this.#ask(),
			describe: ([{ text, score }]) =>
				element("p", { className: "text" }, `${text || "No answer"} (${percentText(score)})`),
		});
		byId("question-form").addEventListener("submit", (event) => {
			event.preventDefault();
			this.#question = byId("question").value.trim();
			this.#ask();
		});
	}

	/** Takes the models that the service has. */
	setModels(models) {
		this.#engines.setModels(models);
	}

	async #ask() {
		const { text } = this.#article;
		const question = this.#question;
		const ready = question && text.trim();
		const body = ready ? { question, text, top_k: ANSWERS } : null;
		if (question && !ready) {
			announce("There is no text to read yet.");
			this.#area.focus();
		}
		const own = await this.#engines.call(body, () => {
			this.#answers.clear();
			this.#area.mark([]);
		});
		if (!own) return;
		this.#text = text;
		this.#answers.show(own.result);
	}

	#mark(answer, byReader) {
		const places = answer ? toUnitSpans(this.#text, [answer]) : [];
		this.#area.mark(places.map((place) => ({ ...place, index: 0, className: "chosen" })));
		this.#area.reveal(0, byReader);
	}
}
