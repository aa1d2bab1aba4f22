import { element, secondsText } from "./elements.js";
import { TaskRunner } from "./task_runner.js";

const PRETRAINED = "pretrained";

/** The engines for the task of a panel: ours, and the pretrained one beside it when wanted. */
export class Engines {
	#client;
	#task;
	#label;
	#again;
	#describe;
	#ours;
	#other;
	#box;
	#results = element("div", { className: "comparison", hidden: true });

	/**
	 * Connects a panel. `task` is the service's name for it, `label` what is done, as
	 * "Translating", `again` calls anew, `describe` makes an element of a result.
	 */
	constructor(client, panel, { task, label, again, describe }) {
		this.#client = client;
		this.#task = task;
		this.#label = label;
		this.#again = again;
		this.#describe = describe;
		this.#ours = new TaskRunner(panel.querySelector(".status"), client);
		this.#box = element("input", { type: "checkbox", disabled: true, on: { change: again } });
		panel
			.querySelector(".comparison-switch")
			.append(element("label", {}, this.#box, "Compare with the pretrained engine"));
		const status = element("div", { className: "status" });
		panel.append(status, this.#results);
		this.#other = new TaskRunner(status, client);
	}

	/** Allows the comparison if there is a model for it. */
	setModels(models) {
		const available = models.has(this.#task, PRETRAINED);
		this.#box.disabled = !available;
		this.#box.parentElement.title = available ? "" : "This server has no pretrained model for it";
	}

	/**
	 * Sends what is to be done; null to do nothing, and to end what still runs.
	 *
	 * Returns the `result` and the `seconds` it took, or null; calls `clear` if what is shown is
	 * out of date without a new result.
	 */
	async call(body, clear) {
		this.#other.abort();
		this.#ours.abort();
		const own = body && (await this.#ours.run(this.#label, this.#sending(body), this.#again));
		const outdated = !body || this.#ours.failed;
		if (outdated) clear();
		if (outdated || !this.#box.checked) this.#results.hidden = true;
		else if (own) this.#compare(own, body);
		return own;
	}

	#sending(body) {
		return (options) => this.#client.post(`v1/${this.#task}`, body, options);
	}

	async #compare(own, body) {
		const sending = this.#sending({ ...body, engine: PRETRAINED });
		const other = await this.#other.run("Asking the pretrained engine", sending, () =>
			this.#compare(own, body),
		);
		this.#results.hidden = !other;
		if (!other) return;
		const sections = [own, other].map(({ result, seconds }) => {
			const { engine, model } = [result].flat()[0];
			const facts = element("small", {}, `${model} · ${secondsText(seconds)}`);
			const title = element("h2", {}, engine, facts);
			return element("section", { className: "sheet" }, title, this.#describe(result));
		});
		this.#results.replaceChildren(...sections);
	}
}
