import { EXAMPLE } from "./article.js";
import { counted, countWords, element } from "./elements.js";
import { MarkedTextArea } from "./marked_text_area.js";

/** A pane to edit the article in. */
export class ArticlePane {
	/** The text area, for its marks. */
	area;

	/**
	 * Takes the panel that has the text area, and what is edited.
	 *
	 * `onChange` is called when it has changed and the panel is shown.
	 */
	constructor(panel, article, onChange) {
		this.area = new MarkedTextArea(panel.querySelector(".marked-text textarea"));
		const button = (label, text) => {
			const click = () => {
				article.text = text;
				this.area.focus();
			};
			return element("button", { className: "quiet", on: { click } }, label);
		};
		const size = element("span");
		const example = button("Try an example", EXAMPLE);
		const clear = button("Clear", "");
		panel.querySelector(".pane-foot").append(size, example, clear);
		const show = () => {
			this.area.text = article.text;
			size.textContent = article.text ? counted(countWords(article.text), "word") : "";
			clear.hidden = !article.text;
			example.hidden = Boolean(article.text);
		};
		this.area.addEventListener("edit", () => {
			article.text = this.area.text;
		});
		let changed = false;
		const tell = () => {
			if (changed && !panel.hidden) {
				changed = false;
				onChange();
			}
		};
		article.addEventListener("change", () => {
			show();
			changed = true;
			tell();
		});
		panel.addEventListener("show", tell);
		show();
	}
}
