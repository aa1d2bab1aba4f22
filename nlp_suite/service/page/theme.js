"use strict";
// The colours follow the system unless the reader has switched them to the others.
(() => {
	const NAME = "nlp_suite.theme";
	const system = matchMedia("(prefers-color-scheme: dark)");
	const root = document.documentElement;

	// Storage may be forbidden; the switch then holds for this visit.
	const stored = (act) => {
		try {
			return act(localStorage);
		} catch {
			return null;
		}
	};
	const scheme = () => root.dataset.theme || (system.matches ? "dark" : "light");
	const other = stored((storage) => storage.getItem(NAME));
	if (other === "dark" || other === "light") root.dataset.theme = other;

	document.addEventListener("DOMContentLoaded", () => {
		const button = document.getElementById("theme");
		const show = () => button.setAttribute("aria-pressed", String(scheme() === "dark"));
		button.addEventListener("click", () => {
			const wanted = scheme() === "dark" ? "light" : "dark";
			if (wanted === (system.matches ? "dark" : "light")) {
				delete root.dataset.theme;
				stored((storage) => storage.removeItem(NAME));
			} else {
				root.dataset.theme = wanted;
				stored((storage) => storage.setItem(NAME, wanted));
			}
			show();
		});
		system.addEventListener("change", show);
		show();
	});
})();
