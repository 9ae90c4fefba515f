package fetch

// eventSourceQuirks are those about EventSources that connect again.
var eventSourceQuirks = quirkTable{
	quirkReconnectsAfresh: {
		Name:     "event-source-reconnects-afresh",
		Text:     "an EventSource that was redirected connects again to where it got its stream from, or to its first URL if it got none, as if it had been made for that: no redirect is remembered in Origin, in the referrer, or against the limit; in the standard the request is the same one, and its redirects stay with it",
		Section:  sectionReconnect,
		Evidence: observed,
		Scenario: "initiators/eventsource-reconnect",
		Browsers: chromium156,
	},
	quirkEventIDKept: {
		Name:     "event-id-kept",
		Text:     "the last event ID stays what it was while later streams say nothing of one; in the standard the first event of a stream without an id sets it to the empty string",
		Section:  "html:event-stream-interpretation",
		Evidence: observed,
		Scenario: "initiators/eventsource-reconnect",
		Browsers: chromium156,
	},
}
