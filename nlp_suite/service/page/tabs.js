import { nextOf } from "./elements.js";

/** Tabs that the arrow keys move through. */
export class Tabs {
	#tabs;
	#panels;
	#onSelect;

	/**
	 * Connects tabs with the panels that have their names.
	 *
	 * Panels get ids after a prefix, and "show" when they are shown; `onSelect` is called with the
	 * name of a tab that is selected.
	 */
	constructor(list, root, prefix, onSelect = () => {}) {
		this.#tabs = [...list.children];
		this.#onSelect = onSelect;
		this.#panels = this.#tabs.map((tab) => {
			const { name } = tab.dataset;
			const panel = root.querySelector(`[data-panel="${name}"]`);
			tab.id = `${prefix}-tab-${name}`;
			panel.id = `${prefix}-${name}`;
			tab.setAttribute("aria-controls", panel.id);
			panel.setAttribute("aria-labelledby", tab.id);
			return panel;
		});
		list.addEventListener("click", (event) => {
			const tab = event.target.closest('[role="tab"]');
			if (tab) this.select(tab.dataset.name);
		});
		list.addEventListener("keydown", (event) => this.#move(event));
		this.#show(this.#tabs[0].dataset.name);
	}

	/** Selects a tab by its name; does nothing if there is none of that name. */
	select(name) {
		if (!this.#tabs.some((tab) => tab.dataset.name === name)) return;
		this.#show(name);
		this.#onSelect(name);
	}

	#show(name) {
		this.#tabs.forEach((tab, i) => {
			const selected = tab.dataset.name === name;
			tab.setAttribute("aria-selected", String(selected));
			tab.tabIndex = selected ? 0 : -1;
			this.#panels[i].hidden = !selected;
			if (selected) this.#panels[i].dispatchEvent(new Event("show"));
		});
	}

	#move(event) {
		// Up and down scroll the page.
		const next = /Up|Down/.test(event.key) ? undefined : nextOf(this.#tabs, event);
		if (!next) return;
		event.preventDefault();
		this.select(next.dataset.name);
		next.focus();
	}
}
