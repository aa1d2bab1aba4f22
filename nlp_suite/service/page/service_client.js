const KEY_NAME = "nlp_suite.key";

// In seconds. A wait that is longer is the reader's to decide.
const LONGEST_WAIT = 10;
const USUAL_WAIT = 2;

/** What went wrong, in words for the reader, with the HTTP status: 0 without a connection. */
export class ServiceError extends Error {
	constructor(message, status, retryAfter = null) {
		super(message);
		this.status = status;
		this.retryAfter = retryAfter;
	}
}

/** The service: JSON to and from it, with progress, one retry and the key. */
export class ServiceClient {
	#key = stored((storage) => storage.getItem(KEY_NAME)) ?? "";

	/** The key of all requests to come; it is kept as long as the browser's tab. */
	get key() {
		return this.#key;
	}

	set key(value) {
		this.#key = value;
		stored((storage) => storage.setItem(KEY_NAME, value));
	}

	/** Fetches JSON; throws a `ServiceError`. */
	async get(path, options = {}) {
		return this.#send(path, { method: "GET" }, options);
	}

	/**
	 * Sends JSON or a form, and returns the result; throws a `ServiceError`.
	 *
	 * The options are `signal` to abort by, `onProgress(done, total)`, and `onWait(seconds)` before
	 * the one retry of a busy service.
	 */
	async post(path, body, options = {}) {
		const request = { method: "POST", headers: { Accept: "text/event-stream" }, body };
		if (!(body instanceof FormData)) {
			request.body = JSON.stringify(body);
			request.headers["Content-Type"] = "application/json";
		}
		try {
			return await this.#send(path, request, options);
		} catch (error) {
			const wait = error.retryAfter ?? USUAL_WAIT;
			if (error.status !== 429 || wait > LONGEST_WAIT) throw error;
			options.onWait?.(wait);
			await pause(wait, options.signal);
			return this.#send(path, request, options);
		}
	}

	async #send(path, request, { signal, onProgress }) {
		const headers = { ...request.headers };
		if (this.#key) headers.Authorization = `Bearer ${this.#key}`;
		let response;
		try {
			response = await fetch(path, { ...request, headers, signal });
			if (response.ok) {
				const streamed = response.headers.get("Content-Type")?.startsWith("text/event-stream");
				return await (streamed ? resultOf(response.body, onProgress) : response.json());
			}
		} catch (error) {
			if (signal?.aborted || error instanceof ServiceError) throw error;
			throw new ServiceError("The connection to the service is lost.", 0);
		}
		// A proxy's page is no JSON.
		const answer = await response.json().catch(() => null);
		const wait = Number.parseInt(response.headers.get("Retry-After"), 10);
		throw errorOf(answer, response.status, Number.isNaN(wait) ? null : wait);
	}
}

/** Reads server-sent events up to their end. */
async function resultOf(stream, onProgress) {
	const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
	let received = "";
	let result;
	for (;;) {
		const { done, value } = await reader.read();
		if (done) break;
		received = (received + value).replaceAll("\r\n", "\n");
		const events = received.split("\n\n");
		received = events.pop();
		for (const event of events) {
			const name = /^event: ?(.*)$/m.exec(event)?.[1];
			const content = /^data: ?(.*)$/m.exec(event)?.[1];
			if (!content) continue;
			const data = JSON.parse(content);
			if (name === "progress") onProgress?.(data.done, data.total);
			if (name === "result") result = data;
			if (name === "error") throw errorOf(data, data.status, data.retry_after ?? null);
		}
	}
	if (result === undefined) throw new TypeError("the events ended without a result");
	return result;
}

function errorOf(answer, status, retryAfter) {
	const message = answer?.error?.message;
	return new ServiceError(
		message ? message[0].toUpperCase() + message.slice(1) : `The service sent status ${status}.`,
		status,
		retryAfter,
	);
}

function pause(seconds, signal) {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(resolve, seconds * 1000);
		signal?.addEventListener("abort", () => {
			clearTimeout(timer);
			reject(signal.reason);
		});
	});
}

// Storage may be forbidden; the key then holds until the page is left.
function stored(act) {
	try {
		return act(sessionStorage);
	} catch {
		return null;
	}
}
