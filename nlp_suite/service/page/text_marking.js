/** Places in texts: what the service counts in code points, JavaScript counts in UTF-16 units. */

/** Offsets of one text, from code points to UTF-16 code units. */
export class CodePointOffsets {
	// The code points that take two units, in order.
	#wide = [];

	/** Takes the text as it was sent. */
	constructor(text) {
		if (!/[\ud800-\udbff]/.test(text)) return;
		let at = 0;
		for (const character of text) {
			if (character.length > 1) this.#wide.push(at);
			at += 1;
		}
	}

	/** Returns the offset in UTF-16 units of an offset in code points. */
	toUnits(offset) {
		let low = 0;
		let high = this.#wide.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.#wide[middle] < offset) low = middle + 1;
			else high = middle;
		}
		return offset + low;
	}
}

/** Copies spans of a text, their `start` and `end` converted from code points to units. */
export function toUnitSpans(text, spans) {
	const offsets = new CodePointOffsets(text);
	return spans.map((span) => ({
		...span,
		start: offsets.toUnits(span.start),
		end: offsets.toUnits(span.end),
	}));
}

/** Moves spans along with an edit of their text; those that the edit is in are dropped. */
export function movedSpans(spans, before, after) {
	const shortest = Math.min(before.length, after.length);
	let same = 0;
	while (same < shortest && before[same] === after[same]) same += 1;
	let tail = 0;
	while (
		tail < shortest - same &&
		before[before.length - 1 - tail] === after[after.length - 1 - tail]
	) {
		tail += 1;
	}
	const shift = after.length - before.length;
	return spans.flatMap((span) => {
		if (span.end <= same) return [span];
		if (span.start < before.length - tail) return [];
		return [{ ...span, start: span.start + shift, end: span.end + shift }];
	});
}

/**
 * Fills an element with a text, and with what `make(span, part)` makes of its spans.
 *
 * The spans are in order; of two that overlap the first counts.
 */
export function fillMarked(container, text, spans, make) {
	const pieces = [];
	let at = 0;
	for (const span of spans) {
		if (span.start < at) continue;
		pieces.push(text.slice(at, span.start), make(span, text.slice(span.start, span.end)));
		at = span.end;
	}
	container.replaceChildren(...pieces, text.slice(at));
}
