/** A text of our own, for a first try. */
export const EXAMPLE = `Four lighthouses have stood on the Eddystone Rocks, a reef south of Plymouth \
that sailors had feared for centuries. Henry Winstanley, a merchant who had lost two ships there, \
built the first. Its lamp was lit in November 1698. Five years later a great storm swept the tower \
away, and Winstanley with it.

John Rudyerd built the second of oak planks around a core of stone. It lasted almost fifty years. \
Then its roof caught fire from the candles, and the keepers could only watch from the rocks as it \
burned down.

The third tower made its builder famous. John Smeaton took the trunk of an oak as his model: wide \
at the foot, narrow above, and so heavy below that the sea could not lift it. His light first shone \
in 1759. A century later the tower was still sound, but the waves were wearing the rock beneath it \
away.

James Douglass therefore built the fourth on a firmer part of the reef. It was finished in 1882 and \
is in use to this day. The people of Plymouth had the upper part of Smeaton's tower put up again on \
the Hoe, where it can be climbed.`;

/** The text that is summarized and asked: one for both. It dispatches "change". */
export class Article extends EventTarget {
	#text = "";

	/** The text, with the line ends of a text area. */
	get text() {
		return this.#text;
	}

	set text(value) {
		const text = value.replace(/\r\n?/g, "\n");
		if (text === this.#text) return;
		this.#text = text;
		this.dispatchEvent(new Event("change"));
	}
}
