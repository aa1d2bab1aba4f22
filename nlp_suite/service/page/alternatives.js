import { element, nextOf } from "./elements.js";

/** The box with other translations of one sentence. */
export class Alternatives {
	#box;
	#opener = null;
	#search = new AbortController();

	/** Takes the element of the box, which is placed below the opener in its parent. */
	constructor(box) {
		this.#box = box;
		box.addEventListener("keydown", (event) => this.#move(event));
		box.parentElement.addEventListener("keydown", (event) => {
			if (event.key !== "Escape" || !this.#opener) return;
			const opener = this.#opener;
			this.close();
			opener.focus();
		});
		const left = (to) => {
			if (this.#opener && !box.contains(to) && !this.#opener.contains(to)) this.close();
		};
		document.addEventListener("pointerdown", ({ target }) => left(target));
		box.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && left(relatedTarget));
	}

	/**
	 * Opens the box below an element; closes it if it is open there.
	 *
	 * `find` is given a signal to abort by, and finds the texts; `choose` is called with one.
	 */
	async open(opener, current, find, choose) {
		const again = opener === this.#opener;
		this.close();
		if (again) return;
		this.#opener = opener;
		this.#search = new AbortController();
		const { signal } = this.#search;
		const box = this.#box;
		opener.setAttribute("aria-expanded", "true");
		box.replaceChildren(element("p", { className: "hint" }, "Looking for alternatives …"));
		box.hidden = false;
		const { bottom } = [...opener.getClientRects()].at(-1);
		box.style.top = `${bottom - box.parentElement.getBoundingClientRect().top + 6}px`;
		let texts;
		try {
			texts = [...new Set([current, ...(await find(signal))])];
		} catch (error) {
			if (!signal.aborted) box.replaceChildren(element("p", { role: "alert" }, error.message));
		}
		if (signal.aborted || !texts) return;
		const items = texts.map((text) => {
			const click = () => {
				this.close();
				choose(text);
			};
			const button = element("button", { lang: opener.parentElement.lang, on: { click } }, text);
			if (text === current) button.setAttribute("aria-current", "true");
			return element("li", {}, button);
		});
		const title = texts.length > 1 ? "Alternatives" : "There are no alternatives";
		box.replaceChildren(element("p", { className: "hint" }, title), element("ul", {}, ...items));
		if (document.activeElement === opener) box.querySelector("button").focus();
	}

	/** Closes the box, and ends what still searches. */
	close() {
		this.#search.abort();
		this.#opener?.setAttribute("aria-expanded", "false");
		this.#opener = null;
		this.#box.hidden = true;
	}

	#move(event) {
		const next = nextOf([...this.#box.querySelectorAll("button")], event);
		if (!next) return;
		event.preventDefault();
		next.focus();
	}
}
