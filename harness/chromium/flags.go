package chromium

import (
	"strings"

	"github.com/corslab/corslab/harness"
)

// A Flag is a command-line flag and why the browser is started with it.
type Flag struct{ Text, Why string }

// flags returns every flag, in the order given. The list is short on purpose:
// the subject is what the browser enforces by default, so nothing here may
// switch a security feature, and automation defaults are not inherited.
func flags(profile, spki string, root bool, routes []harness.Route) []Flag {
	list := []Flag{
		{"--headless", "no display is needed; it is the same browser as with a window"},
		{"--remote-debugging-pipe", "DevTools over a pipe that nobody else can connect to"},
		{"--user-data-dir=" + profile, "a profile of its own; the next flag needs one"},
		{"--ignore-certificate-errors-spki-list=" + spki, "trust the run's own key and no other; trusting everything would switch the HTTP cache off for https"},
		{"--disable-features=HttpsUpgrades,HttpsFirstBalancedMode,HttpsFirstBalancedModeAutoEnable,HttpsFirstModeV2,SpareRendererForSitePerProcess,WebUIOmniboxPopup,WebUIOmniboxAimPopup",
			"an http page must stay one: upgrades would change the origin a scenario states; and no process is kept ready for a page that may never come, or for an address bar that nobody types in"},
		{"--proxy-server=socks5://127.0.0.1:9", "nothing listens there: outside the contexts, which have proxies of their own, the browser reaches nobody"},
		{"--proxy-bypass-list=<-loopback>", "loopback addresses included"},
		{"--disable-quic", "the servers speak TCP only"},
		{"--disable-background-networking", "requests of the browser's own would only be refused"},
		{"--disable-component-update", "likewise"},
		{"--disable-default-apps", "likewise"},
		{"--disable-sync", "likewise"},
		{"--disable-extensions", "an extension may change requests"},
		{"--no-first-run", "no welcome page"},
		{"--no-default-browser-check", "no question"},
		{"--disable-breakpad", "no crash reporter that outlives the browser"},
		{"--disable-dev-shm-usage", "containers often have a /dev/shm too small for a renderer"},
		{"--disable-gpu", "no GPU process to start and crash"},
		{"--disable-background-timer-throttling", "a page's own time limit must not be stretched because it is not in front"},
		{"--disable-renderer-backgrounding", "likewise"},
		{"--disable-backgrounding-occluded-windows", "likewise"},
		{"--password-store=basic", "no key ring is asked for a password"},
		{"--use-mock-keychain", "likewise, on macOS"},
		{"--mute-audio", "no audio device is opened"},
	}
	if len(routes) > 0 {
		list = append(list,
			Flag{"--host-resolver-rules=" + resolverRules(routes), "the hosts of a world without a proxy; there are no others"},
			Flag{"--ip-address-space-overrides=" + spaceOverrides(routes), "which address space each of them is in"})
	}
	if root {
		list = append(list, Flag{"--no-sandbox", "the browser refuses to start as root otherwise"})
	}
	return append(list, Flag{"about:blank", "the first tab, which stays unused"})
}

// resolverRules has every host found where its route says, and no other.
func resolverRules(routes []harness.Route) string {
	var b strings.Builder
	for _, r := range routes {
		b.WriteString("MAP " + r.Address + " " + r.Door + ",")
	}
	return b.String() + "MAP * ~NOTFOUND"
}

// spaceOverrides says in which address space each door is.
func spaceOverrides(routes []harness.Route) string {
	list := make([]string, len(routes))
	for i, r := range routes {
		list[i] = r.Door + "=" + string(r.Space)
	}
	return strings.Join(list, ",")
}
