package alb

import "github.com/corslab/corslab/wire"

// targetError returns what the load balancer answers for a target that gives no
// answer
// (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html).
func targetError(fault wire.FaultKind) wire.Response {
	status, title := 502, "502 Bad Gateway"
	if fault == wire.FaultHang {
		status, title = 504, "504 Gateway Time-out"
	}
	return wire.Response{
		Status: status,
		Header: wire.Header{"Server: awselb/2.0", "Content-Type: text/html"},
		Body:   []byte("<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title + "</h1></center>\r\n</body>\r\n</html>\r\n"),
		Notes: []wire.Note{
			{Section: section, Text: "the target gives no answer"},
			{Section: section, Text: "the load balancer is taken to set its headers on errors of its own too", Unverified: true},
		},
	}
}
