package fetch

// Expressible returns an *InexpressibleError where the request's API has no way
// to say what the request says, and nil otherwise. A request that the API can
// express and then throws at is expressible.
func Expressible(r Request) error {
	if field, value := inexpressible(r); field != "" {
		return &InexpressibleError{API: orDefault(r.API, APIFetch), Field: field, Value: value}
	}
	return nil
}

// inexpressible returns the first field that the API cannot say and its value;
// "" for none.
func inexpressible(r Request) (field, value string) {
	if r.API != APIXHR {
		switch {
		case r.UploadListener:
			return "upload-listener", "true"
		case r.Sync:
			return "sync", "true"
		}
		return "", ""
	}
	switch {
	case r.Mode != "" && r.Mode != ModeCORS:
		return "mode", string(r.Mode)
	case r.Credentials == CredentialsOmit:
		return "credentials", string(r.Credentials)
	case r.Redirect != "" && r.Redirect != RedirectFollow:
		return "redirect", string(r.Redirect)
	case r.Cache != "" && r.Cache != CacheDefault:
		return "cache", string(r.Cache)
	case r.Keepalive:
		return "keepalive", "true"
	case r.Referrer != nil:
		return "referrer", *r.Referrer
	case r.ReferrerPolicy != "":
		return "referrer-policy", r.ReferrerPolicy
	case r.TargetAddressSpace != "":
		return "target-address-space", r.TargetAddressSpace
	case r.Body != nil && r.Body.Kind == BodyStream:
		return "body", string(BodyStream)
	}
	return "", ""
}

// An InexpressibleError is a request that its API has no way to make. Field is
// spelt as in a scenario.
type InexpressibleError struct {
	API          API
	Field, Value string
}

func (e *InexpressibleError) Error() string {
	return string(e.API) + " cannot express " + e.Field + ": " + e.Value
}
