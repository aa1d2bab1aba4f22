import { announce, element, percentText } from "./elements.js";
import { fillMarked, toUnitSpans } from "./text_marking.js";

// Answers that are less likely are no answers.
const LIKELY = 0.001;

const REASONS = {
	unanswerable: "The text most likely does not say.",
	yes_no: "The question wants a yes or a no, and an answer is always words of the text.",
	unreadable: "The text has no characters that the model can read.",
};

/** Answers to a question, the best first; one of them is chosen. */
export class AnswerList {
	#container;
	#onChoose;

	/**
	 * `onChoose` is called with the answer that is chosen, first the best, and whether the reader
	 * has chosen it; with null for no answer.
	 */
	constructor(container, onChoose) {
		this.#container = container;
		this.#onChoose = onChoose;
	}

	/** Shows answers, as the service returns them with `top_k`. */
	show([best, ...others]) {
		const likely = others.filter(({ text, score }) => text && score >= LIKELY);
		const listed = best.text ? [best, ...likely] : likely;
		const quote = element("blockquote", { hidden: true });
		const list = element("ol", { className: "answers", "aria-label": "Answers, most likely first" });
		for (const answer of listed) {
			const { text, score } = answer;
			const meter = element("meter", { value: score, "aria-hidden": "true" });
			const name = element("span", { className: "answer-text" }, text);
			const share = element("span", { className: "likely" }, meter, percentText(score));
			const click = (event) => this.#choose(answer, button, quote, event.isTrusted);
			const button = element("button", { "aria-pressed": "false", on: { click } }, name, share);
			list.append(element("li", { className: answer === best ? "best" : "" }, button));
		}
		if (best.text) {
			this.#container.replaceChildren(list, quote);
			list.querySelector("button").click();
			announce(`${best.text}. ${percentText(best.score)} likely.`);
		} else {
			this.#container.replaceChildren(...this.#none(best));
			if (likely.length) this.#container.append(hint("What comes nearest:"), list, quote);
			this.#onChoose(null);
		}
		this.#container.hidden = false;
	}

	/** Takes the answers away. */
	clear() {
		this.#container.hidden = true;
	}

	#none({ reason, score, sentence }) {
		const text = REASONS[reason] ?? "";
		const share = reason === "unanswerable" ? ` (${percentText(score)})` : "";
		announce(`No answer. ${text}`);
		return [
			element("p", { className: "best" }, "No answer"),
			element("p", {}, text, share),
			...(sentence ? [hint("What most likely decides it:"), element("blockquote", {}, sentence)] : []),
		];
	}

	#choose(answer, chosen, quote, byReader) {
		for (const button of this.#container.querySelectorAll(".answers button")) {
			button.setAttribute("aria-pressed", String(button === chosen));
		}
		const { sentence, sentence_start: from } = answer;
		const place = { start: answer.start - from, end: answer.end - from };
		const mark = (_, text) => element("mark", {}, text);
		fillMarked(quote, sentence, toUnitSpans(sentence, [place]), mark);
		quote.hidden = !sentence;
		this.#onChoose(answer, byReader);
	}
}

const hint = (text) => element("p", { className: "hint" }, text);
