/** Helpers for the page's elements. */

/** Returns the element with an id. */
export const byId = (id) => document.getElementById(id);

/**
 * Makes an element; children that are strings become text, never markup.
 *
 * Properties with a hyphen are attributes, as is `role`; `on` has listeners by their events.
 */
export function element(name, properties = {}, ...children) {
	const made = document.createElement(name);
	if (name === "button") made.type = "button";
	for (const [key, value] of Object.entries(properties)) {
		if (key === "on") {
			for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
		} else if (key.includes("-") || key === "role") {
			made.setAttribute(key, value);
		} else {
			made[key] = value;
		}
	}
	made.append(...children);
	return made;
}

/** Makes a function that acts once its calls have paused for the milliseconds they are given. */
export function afterPause(act) {
	let timer = 0;
	return (pause) => {
		clearTimeout(timer);
		timer = setTimeout(act, pause);
	};
}

const announceLater = afterPause(() => {
	byId("announcements").textContent = announcement;
});
let announcement = "";

/** Has screen readers say something, once the page is at rest. */
export function announce(text) {
	announcement = text;
	announceLater(600);
}

/** Returns which of some elements an arrow key, Home or End leads to; undefined for other keys. */
export function nextOf(items, { key, target }) {
	const at = items.indexOf(target);
	const forward = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
	const to = { Home: 0, End: -1 }[key] ?? (forward && (at + forward) % items.length);
	return at < 0 || to === undefined ? undefined : items.at(to);
}

/** Lights up the element of a container that has an index; none for null. */
export function lightUp(container, index) {
	for (const one of container.querySelectorAll("[data-index]")) {
		one.classList.toggle("lit", one.dataset.index === String(index));
	}
}

/** Returns how to scroll: at once where the reader wants no motion. */
export const scrollBehavior = () =>
	matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

/** Copies a text, and says so on the button for a moment. */
export async function copyText(text, button) {
	try {
		await navigator.clipboard.writeText(text);
	} catch {
		// The clipboard is closed to pages without TLS, unless they are local.
		const area = element("textarea", { value: text, className: "unseen" });
		document.body.append(area);
		area.select();
		document.execCommand("copy");
		area.remove();
		button.focus();
	}
	button.textContent = "Copied";
	announce("Copied");
	setTimeout(() => {
		button.textContent = "Copy";
	}, 1500);
}

/** Formats seconds. */
export const secondsText = (seconds) => `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;

/** Formats a number and what it counts. */
export const counted = (number, one, many = `${one}s`) =>
	`${number.toLocaleString("en")} ${number === 1 ? one : many}`;

/** Formats a probability. */
export function percentText(probability) {
	if (probability > 0 && probability < 0.01) return "< 1 %";
	return `${Math.min(Math.round(probability * 100), probability < 1 ? 99 : 100)} %`;
}

/** Counts the words of a text. */
export const countWords = (text) => text.match(/\S+/g)?.length ?? 0;
