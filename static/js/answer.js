// Saves an answer as soon as it is chosen. Without this file the buttons of the page save it.
"use strict";

for (const form of document.querySelectorAll("form[data-saves-answers]")) {
	const notice = form.querySelector("[data-saved]");
	let running = false;
	let waiting = false;

	// One request at a time and the newest last, so that an older answer never overtakes a newer one.
	const save = async () => {
		waiting = true;
		if (running) return;
		running = true;
		while (waiting) {
			waiting = false;
			await send();
		}
		running = false;
	};

	const send = async () => {
		try {
			const answer = await fetch(form.action, {
				method: "POST",
				body: new FormData(form),
				headers: { "X-Fragment": "saved" },
				redirect: "error",
			});
			if (!answer.ok) throw new Error(String(answer.status));
			notice.innerHTML = await answer.text();
		} catch {
			notice.textContent = notice.dataset.failed;
		}
	};

	form.addEventListener("change", save);
}
