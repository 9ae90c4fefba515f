package s3

// A Code is an error code of the S3 API.
type Code string

const (
	// InvalidRequest is a configuration that is well-formed, but whose values S3
	// does not accept.
	InvalidRequest Code = "InvalidRequest"
	// MalformedXML is a document that is not well-formed or not of the schema.
	MalformedXML Code = "MalformedXML"
	// InvalidArgument is an ID that is too long.
	InvalidArgument Code = "InvalidArgument"
	// MaxMessageLengthExceeded is a document that is too large.
	MaxMessageLengthExceeded Code = "MaxMessageLengthExceeded"
)

// A ValidationError is the error with which PutBucketCors refuses a
// configuration, with status 400.
type ValidationError struct {
	Code Code
	// Message is S3's own text.
	Message string
	// Unverified says that the text, and perhaps the code, was not recorded from
	// the service.
	Unverified bool
}

func (e *ValidationError) Error() string { return "S3: " + string(e.Code) + ": " + e.Message }

// malformed returns the error for everything that breaks the schema. S3 does not
// say what.
func malformed() *ValidationError {
	return &ValidationError{
		Code:    MalformedXML,
		Message: "The XML you provided was not well-formed or did not validate against our published schema",
	}
}

func unsupportedMethod(method string) *ValidationError {
	return &ValidationError{
		Code:    InvalidRequest,
		Message: "Found unsupported HTTP method in CORS config. Unsupported method is " + method,
	}
}

func manyWildcards(element, value string) *ValidationError {
	return &ValidationError{
		Code:       InvalidRequest,
		Message:    element + ` "` + value + `" can not have more than one wildcard.`,
		Unverified: true,
	}
}

func exposeWildcard(value string) *ValidationError {
	return &ValidationError{
		Code:       InvalidRequest,
		Message:    "ExposeHeader " + value + " contains a wildcard. Wildcards are currently not supported for ExposeHeader.",
		Unverified: true,
	}
}

func invalidAllowedHeader(value string) *ValidationError {
	return &ValidationError{
		Code:       InvalidRequest,
		Message:    `AllowedHeader "` + value + `" contains invalid character.`,
		Unverified: true,
	}
}

func invalidExposeHeader(value string) *ValidationError {
	return &ValidationError{
		Code:       InvalidRequest,
		Message:    "ExposeHeader " + value + " contains invalid character.",
		Unverified: true,
	}
}

func tooManyRules() *ValidationError {
	return &ValidationError{
		Code:       InvalidRequest,
		Message:    "The number of CORS rules should not exceed allowed limit of 100 rules.",
		Unverified: true,
	}
}

func longID() *ValidationError {
	return &ValidationError{Code: InvalidArgument, Message: "ID longer than 255 characters", Unverified: true}
}

func tooLarge() *ValidationError {
	return &ValidationError{Code: MaxMessageLengthExceeded, Message: "Your request was too big.", Unverified: true}
}
