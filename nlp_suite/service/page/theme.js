// The colours follow the system unless the reader has switched them to the others.
{
	const NAME = "nlp_suite.theme";
	const system = matchMedia("(prefers-color-scheme: dark)");
	const { style } = document.documentElement;

	// Storage may be forbidden; the switch then holds for this visit.
	const stored = (act) => {
		try {
			return act(localStorage);
		} catch {
			return null;
		}
	};
	const scheme = () => style.colorScheme || (system.matches ? "dark" : "light");
	const other = stored((storage) => storage.getItem(NAME));
	if (other) style.colorScheme = other;

	document.addEventListener("DOMContentLoaded", () => {
		const button = document.getElementById("theme");
		const show = () => button.setAttribute("aria-pressed", String(scheme() === "dark"));
		button.addEventListener("click", () => {
			const wanted = scheme() === "dark" ? "light" : "dark";
			if (wanted === (system.matches ? "dark" : "light")) {
				style.colorScheme = "";
				stored((storage) => storage.removeItem(NAME));
			} else {
				style.colorScheme = wanted;
				stored((storage) => storage.setItem(NAME, wanted));
			}
			show();
		});
		system.addEventListener("change", show);
		show();
	});
}
