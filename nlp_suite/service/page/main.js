import { Article } from "./article.js";
import { DocumentsView } from "./documents.js";
import { byId } from "./elements.js";
import { Models } from "./models.js";
import { QuestionAnsweringView } from "./question_answering.js";
import { ServiceClient } from "./service_client.js";
import { SummarizationView } from "./summarization.js";
import { Tabs } from "./tabs.js";
import { TaskRunner } from "./task_runner.js";
import { TranslationView } from "./translation.js";

const client = new ServiceClient();
const article = new Article();

// The tab is in the address, so that it can be kept and gone back to.
const tabs = new Tabs(byId("tasks"), document, "panel", (name) => {
	if (!location.hash) history.replaceState(null, "", `#${name}`);
	else if (location.hash.slice(1) !== name) location.hash = name;
});
const selectFromAddress = () => tabs.select(location.hash.slice(1) || "translate");

const views = [
	new TranslationView(client),
	new SummarizationView(client, article),
	new QuestionAnsweringView(client, article),
	new DocumentsView(client, (text) => {
		article.text = text;
		tabs.select("summarize");
	}),
];

const serviceStatus = new TaskRunner(byId("service-status"), client);

async function loadModels() {
	const done = await serviceStatus.run(
		"Connecting",
		(options) => client.get("v1/models", options),
		loadModels,
	);
	if (!done) return;
	const models = new Models(done.result);
	for (const view of views) view.setModels(models);
}

addEventListener("hashchange", selectFromAddress);
selectFromAddress();
loadModels();
