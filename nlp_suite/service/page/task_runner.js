import { announce, element } from "./elements.js";

// What is done sooner needs no progress shown.
const PATIENCE = 400;

// Statuses after which the same may succeed later; 0 is a lost connection.
const TEMPORARY = [0, 408, 429, 503, 504];

/** Runs one piece of work at a time; shows its progress, its errors and how to cancel it. */
export class TaskRunner {
	#client;
	#onCancel;
	#controller = null;
	#alert = element("div", { className: "alert", role: "alert", hidden: true });
	#text = element("span");
	#progress = element("progress", { "aria-label": "Progress" });
	#busy;

	/** Takes where to show it, the client that a key is for, and what is done when cancelled. */
	constructor(container, client, onCancel = () => {}) {
		this.#client = client;
		this.#onCancel = onCancel;
		const cancel = element("button", { className: "quiet", on: { click: () => this.#cancel() } });
		cancel.textContent = "Cancel";
		this.#busy = element("div", { className: "busy", hidden: true });
		this.#busy.append(this.#text, this.#progress, cancel);
		container.append(this.#alert, this.#busy);
	}

	/**
	 * Runs work, after what still runs has been aborted.
	 *
	 * `label` says what is done, as "Translating"; `work` is given the options of
	 * `ServiceClient.post`; `retry` tries again, when the reader asks for it. Returns what the work
	 * returns, as `result`, and the `seconds` it took; null if it has failed or was aborted.
	 */
	async run(label, work, retry) {
		this.abort();
		const controller = new AbortController();
		this.#controller = controller;
		const current = () => this.#controller === controller;
		const started = performance.now();
		const shown = setTimeout(() => this.#showBusy(`${label} …`), PATIENCE);
		const onProgress = (done, total) => {
			if (!current() || !total) return;
			this.#progress.max = total;
			this.#progress.value = done;
		};
		const onWait = (seconds) => {
			if (current()) this.#showBusy(`The service is busy. Trying again in ${seconds} s …`);
		};
		try {
			const result = await work({ signal: controller.signal, onProgress, onWait });
			return current() ? { result, seconds: (performance.now() - started) / 1000 } : null;
		} catch (error) {
			if (current()) this.#fail(error, retry);
			return null;
		} finally {
			clearTimeout(shown);
			if (current()) this.#end();
		}
	}

	/** Whether the last work has failed, and its error is shown. */
	get failed() {
		return !this.#alert.hidden;
	}

	/** Aborts what runs, and clears what is shown. */
	abort() {
		this.#controller?.abort();
		this.#end();
		this.#alert.hidden = true;
	}

	#end() {
		this.#controller = null;
		this.#busy.hidden = true;
		// Without a value it shows that nobody knows how long it takes.
		this.#progress.removeAttribute("value");
	}

	#cancel() {
		this.abort();
		this.#onCancel();
		announce("Cancelled");
	}

	#showBusy(text) {
		this.#text.textContent = text;
		this.#busy.hidden = false;
		announce(text);
	}

	#fail(error, retry) {
		let text = error.message;
		if (error.status === undefined) {
			console.error(error);
			text = "Something went wrong on this page.";
		}
		if (error.status === 401) {
			text = this.#client.key ? "The key is not valid here." : "This service asks for a key.";
		}
		this.#alert.replaceChildren(element("p", {}, text));
		if (error.status === 401) {
			this.#alert.append(this.#keyForm(retry));
		} else if (TEMPORARY.includes(error.status ?? 0)) {
			this.#alert.append(element("button", { on: { click: retry } }, "Try again"));
		}
		this.#alert.hidden = false;
	}

	#keyForm(retry) {
		const input = element("input", { type: "password", autocomplete: "off", required: true });
		const submit = (event) => {
			event.preventDefault();
			this.#client.key = input.value.trim();
			retry();
		};
		const label = element("label", {}, "Key", input);
		const button = element("button", { type: "submit" }, "Use this key");
		return element("form", { className: "joined", on: { submit } }, label, button);
	}
}
