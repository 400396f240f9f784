// Counts the minutes of a test down, and hands it in when the time is over. The server's clock decides; without this
// file the page says when the time ends, and the next request after it closes the attempt.
"use strict";

const SPOKEN = [5, 1]; // Minutes left that are announced.

for (const place of document.querySelectorAll("[data-ends]")) {
	const left = place.querySelector("[data-left]");
	const said = document.querySelector("[data-time-said]");
	const begun = Date.now();
	const whole = Number(place.dataset.seconds);
	let spoken = Math.ceil(whole / 60);

	const words = (seconds) => {
		const minutes = Math.ceil(seconds / 60);
		if (seconds < 60) return place.dataset.soon;
		return minutes === 1 ? place.dataset.one : place.dataset.many.replace("%s", minutes);
	};

	const end = async () => {
		said.textContent = place.dataset.over;
		if (left) left.textContent = place.dataset.over;
		const form = document.querySelector("form[data-answers]") ?? document.querySelector("main form");
		const saving = [];
		form.dispatchEvent(new CustomEvent("save-now", { detail: saving }));
		await Promise.allSettled(saving);
		form.action = place.dataset.submit;
		form.submit();
	};

	const tick = () => {
		const seconds = whole - (Date.now() - begun) / 1000;
		if (seconds <= 0) {
			clearInterval(timer);
			end();
			return;
		}
		const minutes = Math.ceil(seconds / 60);
		if (left) left.textContent = words(seconds);
		if (minutes < spoken && SPOKEN.includes(minutes)) said.textContent = words(seconds);
		spoken = minutes;
	};
	const timer = setInterval(tick, 1000);
}
