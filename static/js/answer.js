// Saves each answer as soon as it is given, and tells of a second window. Without this file the buttons save it.
"use strict";

const PAUSE = 1500; // Milliseconds without a key before what is being written is saved.

for (const form of document.querySelectorAll("form[data-answers]")) {
	const units = [...form.querySelectorAll("[data-unit]")].map((unit) => ({
		unit,
		notice: unit.querySelector("[data-saved]"),
		running: null,
		waiting: false,
		timer: 0,
	}));

	// One request at a time for each question and the newest last, so that an older answer overtakes no newer one.
	const save = (place) => {
		clearTimeout(place.timer);
		place.timer = 0;
		place.waiting = true;
		place.running ??= (async () => {
			while (place.waiting) {
				place.waiting = false;
				await send(place);
			}
			place.running = null;
		})();
		return place.running;
	};

	const send = async ({ unit, notice }) => {
		refresh();
		try {
			const reply = await fetch(unit.dataset.url, {
				method: "POST",
				body: fields(unit),
				headers: { "X-Fragment": "saved" },
				redirect: "manual",
			});
			if (reply.type === "opaqueredirect") tell(notice, form.dataset.signedOut);
			else if (reply.headers.get("X-Fragment")) notice.innerHTML = await reply.text();
			else if (reply.status === 410) form.submit();
			else throw new Error(String(reply.status));
		} catch {
			tell(notice, form.dataset.failed);
		}
	};

	// What a form would send of one question. Its `seen` field stays in the notice, whatever is told there.
	const fields = (unit) => {
		const data = new FormData();
		for (const field of [form.elements.csrfmiddlewaretoken, ...unit.querySelectorAll("input, select, textarea")]) {
			const off = /^(checkbox|radio)$/.test(field.type) && !field.checked;
			if (field.name && !field.disabled && !off) data.append(field.name, field.value);
		}
		return data;
	};

	// Signing in anew in another window changes the token; this page goes on with the new one.
	const refresh = () => {
		const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
		if (token) form.elements.csrfmiddlewaretoken.value = token[1];
	};

	const tell = (notice, text) => {
		const seen = notice.querySelector("input[name^='seen']");
		const box = document.createElement("div");
		box.className = "notice notice--risk";
		box.textContent = text;
		notice.replaceChildren(...(seen ? [seen, box] : [box]));
	};

	const placeOf = (target) => units.find(({ unit }) => unit.contains(target));

	form.addEventListener("change", (event) => {
		const place = placeOf(event.target);
		if (place) save(place);
	});
	form.addEventListener("input", (event) => {
		if (event.target.tagName !== "TEXTAREA") return;
		count(event.target);
		const place = placeOf(event.target);
		clearTimeout(place.timer);
		place.timer = setTimeout(save, PAUSE, place);
	});
	form.addEventListener("submit", refresh);
	// The end of the time: what is still being written goes out first.
	form.addEventListener("save-now", (event) => {
		const open = units.filter((place) => place.timer || place.running);
		event.detail.push(...open.map((place) => (place.timer ? save(place) : place.running)));
	});

	const count = (box) => {
		const hint = document.getElementById(`${box.id}-hint`);
		if (!hint) return;
		const left = Number(hint.dataset.count) - box.value.trim().length;
		hint.textContent = (left < 0 ? hint.dataset.over : hint.dataset.left).replace("%s", Math.abs(left));
		hint.classList.toggle("signal", left < 0);
	};

	// Another window with the same attempt answers a greeting; both then say so.
	if ("BroadcastChannel" in window) {
		const said = form.querySelector("[data-elsewhere-said]");
		const channel = new BroadcastChannel(`attempt-${form.dataset.answers}`);
		const announce = () => {
			if (said.firstChild) return;
			const box = document.createElement("p");
			box.className = "notice notice--risk";
			box.textContent = form.dataset.elsewhere;
			said.append(box);
		};
		channel.addEventListener("message", ({ data }) => {
			announce();
			if (data === "hello") channel.postMessage("here");
		});
		channel.postMessage("hello");
		addEventListener("pagehide", () => channel.close());
		addEventListener("pageshow", (event) => event.persisted && location.reload());
	}
}
