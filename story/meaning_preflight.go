package story

import "github.com/corslab/corslab/fetch"

// What many fixes of a preflight have in common.
const (
	fixRouteOptions = "Answer OPTIONS before the login, the router and whatever else would refuse it: a preflight carries no cookie and no token."
	fixBothAnswers  = "Both answers need the header, the preflight's and the one to the request itself."
)

// preflightMeanings are the reasons found in the answer to a preflight. The
// request itself has then not been sent.
var preflightMeanings = []Meaning{
	{
		Reason: fetch.PreflightInvalidStatus, Section: "cors-preflight-fetch",
		Short: "the preflight is not answered with success",
		Means: "Before a request that no plain form could send, the browser asks with OPTIONS whether it may. An answer other than 200 to 299 means no, whatever its headers say.",
		Causes: []string{
			"The server knows no OPTIONS for this path (404, 405), or wants a login first (401, 403).",
			"The server has a CORS policy, and this origin, method or header is not in it (403).",
		},
		Fixes: []string{"Answer the preflight with 204 or 200 and the Access-Control-Allow-… headers.", fixRouteOptions},
	},
	{
		Reason: fetch.PreflightDisallowedRedirect, Section: "cors-preflight-fetch",
		Short: "the preflight is answered with a redirect, which no preflight follows",
		Means: "A preflight asks one server about one URL. A redirect is no answer to that, so the request is refused; the request itself could have been redirected.",
		Causes: []string{
			"http is redirected to https, a path to the same with a slash, or everybody to a login.",
		},
		Fixes: []string{"Ask for the final URL at once.", "Answer OPTIONS without redirecting."},
	},
	{
		Reason: fetch.PreflightMissingAllowOriginHeader, Section: "cors-check",
		Short: "the answer to the preflight does not say which origin may ask",
		Means: "The browser has asked with OPTIONS whether the request may be made, and the answer lacks Access-Control-Allow-Origin. So the request is never sent.",
		Causes: []string{
			"The server adds its CORS headers to GET and POST, and something else answers OPTIONS.",
			"The server's CORS policy does not cover this origin, method or header, and says so by leaving the headers out.",
		},
		Fixes: []string{"Answer OPTIONS for this URL with Access-Control-Allow-Origin and the page's origin.", fixRouteOptions, fixBothAnswers},
	},
	{
		Reason: fetch.PreflightWildcardOriginNotAllowed, Section: "cors-check",
		Short: "the preflight allows every origin with *, which does not count for a request with credentials",
		Means: "The request is to carry credentials. The preflight itself carries none, but its answer must name the page's origin all the same, and not *.",
		Causes: []string{
			"The page asks with credentials: 'include', and the server answers every OPTIONS with *.",
		},
		Fixes: []string{
			"If no cookie is needed, ask without credentials.",
			"If one is, answer with the very origin, after comparing it with a list, and Access-Control-Allow-Credentials: true.",
		},
	},
	{
		Reason: fetch.PreflightMultipleAllowOriginValues, Section: "cors-check",
		Short: "the answer to the preflight names more than one origin, and only one may stand there",
		Means: "Access-Control-Allow-Origin holds one origin or *. A list allows nobody, even if the page's origin is in it.",
		Causes: []string{
			"The application and the proxy in front of it add the header each.",
		},
		Fixes: []string{"Let one layer alone answer preflights, with one origin."},
	},
	{
		Reason: fetch.PreflightInvalidAllowOriginValue, Section: "cors-check",
		Short: "what the answer to the preflight gives as the allowed origin is no origin",
		Means: "The value of Access-Control-Allow-Origin could equal no origin: it is not *, not null and not scheme://host[:port].",
		Causes: []string{
			"The scheme is missing, or there is a pattern such as https://*.example.com, or nothing at all.",
		},
		Fixes: []string{"Write the origin as the browser sends it in Origin, and nothing more."},
	},
	{
		Reason: fetch.PreflightAllowOriginMismatch, Section: "cors-check",
		Short: "the answer to the preflight allows another origin than the one that asks",
		Means: "Access-Control-Allow-Origin must be the page's origin byte for byte, and it is another.",
		Causes: []string{
			"http instead of https, www or none, another port, a slash at the end.",
			"The server always names its one main origin, whoever asks.",
		},
		Fixes: []string{"Allow the origin exactly as the Origin header spells it.", fixBothAnswers},
	},
	{
		Reason: fetch.PreflightInvalidAllowCredentials, Section: "cors-check",
		Short: "the request is to carry credentials, and the answer to the preflight does not allow that",
		Means: "Where a request is to carry cookies, the answer to its preflight must hold Access-Control-Allow-Credentials: true, in exactly these letters.",
		Causes: []string{
			"The header stands only on the other answers, or says True or 1.",
		},
		Fixes: []string{"Answer OPTIONS with Access-Control-Allow-Credentials: true, too.", "Or ask without credentials."},
	},
	{
		Reason: fetch.InvalidAllowMethodsPreflightResponse, Section: "cors-preflight-fetch",
		Short: "the list of methods in the answer to the preflight cannot be read",
		Means: "Access-Control-Allow-Methods must be method names with commas between them. One bad entry spoils the whole list.",
		Causes: []string{
			"Spaces or semicolons in place of commas, quotes, brackets.",
		},
		Fixes: []string{"Write Access-Control-Allow-Methods: GET, PUT, DELETE."},
	},
	{
		Reason: fetch.InvalidAllowHeadersPreflightResponse, Section: "cors-preflight-fetch",
		Short: "the list of headers in the answer to the preflight cannot be read",
		Means: "Access-Control-Allow-Headers must be header names with commas between them. One bad entry spoils the whole list.",
		Causes: []string{
			"Spaces or semicolons in place of commas, quotes, values beside the names.",
		},
		Fixes: []string{"Write Access-Control-Allow-Headers: Content-Type, Authorization."},
	},
	{
		Reason: fetch.MethodDisallowedByPreflightResponse, Section: "cors-preflight-fetch",
		Short: "the answer to the preflight does not list the method",
		Means: "Every method but GET, HEAD and POST must be named by Access-Control-Allow-Methods. Names are compared letter for letter, so that patch is not PATCH, and with credentials * is not a wildcard.",
		Causes: []string{
			"The method is not in the server's list.",
			"Script wrote the method in small letters: browsers correct that for put and delete, not for patch.",
			"The list is *, and the request carries credentials.",
		},
		Fixes: []string{"Name the method in Access-Control-Allow-Methods of the answer to OPTIONS.", "Write methods in capital letters."},
	},
	{
		Reason: fetch.HeaderDisallowedByPreflightResponse, Section: "cors-preflight-fetch",
		Short: "the answer to the preflight does not list a header of the request",
		Means: "Every header that script adds and that no plain form could send must be named by Access-Control-Allow-Headers; so must Content-Type where it is none of a form's, such as application/json. " +
			"Authorization must always be named: * does not cover it.",
		Causes: []string{
			"Content-Type: application/json, Authorization, or a header of a library (X-Requested-With, tracing) is not in the server's list.",
			"The list is *, and the request carries credentials or Authorization.",
		},
		Fixes: []string{"Name the header in Access-Control-Allow-Headers of the answer to OPTIONS.", "Or leave the header out, if it is not needed."},
	},
}
