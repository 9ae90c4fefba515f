package s3

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
)

// exported is a rule as S3's own documents spell it.
type exported struct {
	ID             string   `json:"ID,omitempty" xml:"ID,omitempty"`
	AllowedOrigins []string `json:"AllowedOrigins" xml:"AllowedOrigin"`
	AllowedMethods []string `json:"AllowedMethods" xml:"AllowedMethod"`
	AllowedHeaders []string `json:"AllowedHeaders,omitempty" xml:"AllowedHeader,omitempty"`
	ExposeHeaders  []string `json:"ExposeHeaders,omitempty" xml:"ExposeHeader,omitempty"`
	MaxAgeSeconds  *int     `json:"MaxAgeSeconds,omitempty" xml:"MaxAgeSeconds,omitempty"`
}

func (c *Configuration) exported() []exported {
	rules := make([]exported, len(c.Rules))
	for i, r := range c.Rules {
		rules[i] = exported{r.ID, r.AllowedOrigins, r.AllowedMethods, r.AllowedHeaders, r.ExposeHeaders, r.MaxAgeSeconds}
	}
	return rules
}

// XML returns the configuration as the REST API takes and gives it.
func (c *Configuration) XML() []byte {
	document := struct {
		XMLName xml.Name   `xml:"http://s3.amazonaws.com/doc/2006-03-01/ CORSConfiguration"`
		Rules   []exported `xml:"CORSRule"`
	}{Rules: c.exported()}
	data, err := xml.Marshal(document)
	if err != nil {
		panic("s3: " + err.Error()) //nolint:forbidigo // the struct holds nothing that XML lacks
	}
	return append([]byte(xml.Header), data...)
}

// APIJSON returns the configuration as the AWS CLI and SDKs take it.
func (c *Configuration) APIJSON() []byte {
	return indented(map[string]any{rulesKey: c.exported()})
}

// ConsoleJSON returns the configuration as the console shows it.
func (c *Configuration) ConsoleJSON() []byte { return indented(c.exported()) }

func indented(v any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		panic("s3: " + err.Error()) //nolint:forbidigo // strings and numbers only
	}
	return b.Bytes()
}
