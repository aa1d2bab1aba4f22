import { element, lightUp, scrollBehavior } from "./elements.js";
import { fillMarked, movedSpans } from "./text_marking.js";

/**
 * A text area with marks: the same text lies behind it, unseen but for its marks.
 *
 * It dispatches "edit" when its text has changed by the reader, and "point" with the index of the
 * span that the pointer or the caret is at, or null.
 */
export class MarkedTextArea extends EventTarget {
	#area;
	#mirror;
	#text = "";
	#spans = [];
	#lit = null;
	#hovered = null;
	#caret = null;

	/** Takes the text area, alone in a `.marked-text`. */
	constructor(area) {
		super();
		this.#area = area;
		this.#mirror = element("div", { className: "mirror", "aria-hidden": "true" });
		area.before(this.#mirror);
		area.addEventListener("input", () => {
			this.#changed();
			this.dispatchEvent(new Event("edit"));
		});
		area.addEventListener("pointermove", (event) => {
			this.#point(this.#spanAt(event.clientX, event.clientY), this.#caret);
		});
		area.addEventListener("pointerleave", () => this.#point(null, this.#caret));
		area.addEventListener("blur", () => this.#point(this.#hovered, null));
		document.addEventListener("selectionchange", () => this.#moveCaret());
		area.addEventListener("focus", () => this.#moveCaret());
		this.#changed();
	}

	/** The text. */
	get text() {
		return this.#text;
	}

	set text(value) {
		if (value === this.#text) return;
		this.#area.value = value;
		this.#changed();
	}

	/** Marks spans: each has a `start` and an `end` in UTF-16 units, an `index`, a `className`. */
	mark(spans) {
		this.#spans = spans;
		this.#render();
		this.#moveCaret();
	}

	/** Lights up the span with an index; none if null. */
	light(index) {
		this.#lit = index;
		lightUp(this.#mirror, index);
	}

	/** Scrolls to the span with an index, the page as well if wanted, and puts the caret there. */
	reveal(index, page = true) {
		const span = this.#spans.find((one) => one.index === index);
		const mark = this.#mirror.querySelector(`[data-index="${index}"]`);
		if (!span || !mark) return;
		this.#area.setSelectionRange(span.start, span.start);
		const behavior = scrollBehavior();
		const pane = this.#area.parentElement;
		if (page) mark.scrollIntoView({ block: "center", behavior });
		else pane.scrollTo({ top: mark.offsetTop - pane.clientHeight / 2, behavior });
	}

	/** Focuses the beginning of the text. */
	focus() {
		this.#area.setSelectionRange(0, 0);
		this.#area.focus();
	}

	#changed() {
		// The area makes all line ends the same, so that places hold.
		const text = this.#area.value.toWellFormed();
		this.#spans = movedSpans(this.#spans, this.#text, text);
		this.#text = text;
		this.#render();
	}

	#render() {
		fillMarked(this.#mirror, this.#text, this.#spans, (span, text) => {
			const mark = element("mark", { className: span.className ?? "" }, text);
			mark.dataset.index = span.index;
			return mark;
		});
		// An empty last line has no height without it.
		this.#mirror.append("\u200b");
		this.light(this.#lit);
	}

	#spanAt(x, y) {
		const under = document.elementsFromPoint(x, y);
		const mark = under.find((one) => one.dataset.index && this.#mirror.contains(one));
		return mark ? Number(mark.dataset.index) : null;
	}

	#moveCaret() {
		if (document.activeElement !== this.#area) return;
		const at = this.#area.selectionStart;
		const found = this.#spans.find((span) => span.start <= at && at <= span.end);
		this.#point(this.#hovered, found ? found.index : null);
	}

	#point(hovered, caret) {
		const before = this.#hovered ?? this.#caret;
		this.#hovered = hovered;
		this.#caret = caret;
		const now = hovered ?? caret;
		if (now !== before) this.dispatchEvent(new CustomEvent("point", { detail: now }));
	}
}
