package audit

import (
	"github.com/corslab/corslab/document"
	"github.com/corslab/corslab/policy"
	"github.com/corslab/corslab/policy/cloudfront"
	"github.com/corslab/corslab/policy/cors"
	"github.com/corslab/corslab/policy/httpapi"
	"github.com/corslab/corslab/policy/lambdaurl"
	"github.com/corslab/corslab/policy/lightsail"
	"github.com/corslab/corslab/policy/mediastore"
	"github.com/corslab/corslab/policy/s3"
)

// A surface is what one rule or block of a policy lets in, whatever the language.
type surface struct {
	origins, methods, headers, expose document.Strings
	maxAge                            *int
	maxAgePlace, place                document.Place
	// credentials says that an origin which is let in by name may send them, and
	// starCredentials that one is, which "*" lets in.
	credentials, starCredentials bool
	// globs says that a star stands for any characters, anywhere in an origin.
	globs bool
	// literalStar says that a star in a list of headers is sent as it is.
	literalStar bool
	// bucket says that objects are uploaded to it.
	bucket bool
	// ofDistribution says that the policy is CloudFront's.
	ofDistribution bool
}

// surfaces returns those of a policy.
func surfaces(r policy.Resource) (list []surface) {
	switch p := r.Policy.(type) {
	case *s3.Configuration:
		return ruleSurfaces(p.Rules)
	case *mediastore.Container:
		return ruleSurfaces(p.Rules)
	case *lightsail.Bucket:
		return ruleSurfaces(p.Rules)
	case *httpapi.API:
		if p.CORS != nil {
			s := block(p.CORS)
			list = append(list, s)
		}
	case *lambdaurl.URL:
		if p.CORS != nil {
			s := block(p.CORS)
			s.starCredentials = p.CORS.AllowCredentials
			list = append(list, s)
		}
	case *cloudfront.Distribution:
		seen := map[*cloudfront.ResponseHeadersPolicy]bool{}
		for _, b := range p.Behaviors {
			if h := b.ResponseHeaders; h != nil && h.CORS != nil && !seen[h] {
				seen[h] = true
				list = append(list, distributed(h.CORS))
			}
		}
	}
	return list
}

func ruleSurfaces(rules []s3.Rule) (list []surface) {
	for _, r := range rules {
		list = append(list, surface{
			origins: placed(r.AllowedOrigins, r.Places.AllowedOrigins), methods: placed(r.AllowedMethods, r.Places.AllowedMethods),
			headers: placed(r.AllowedHeaders, r.Places.AllowedHeaders), expose: placed(r.ExposeHeaders, r.Places.ExposeHeaders),
			maxAge: r.MaxAgeSeconds, maxAgePlace: r.Places.MaxAgeSeconds, place: r.Place,
			credentials: true, globs: true, bucket: true,
		})
	}
	return list
}

func placed(values []string, places []document.Place) document.Strings {
	list := document.StringsOf(values...)
	for i := range list {
		if i < len(places) {
			list[i].Place = places[i]
		}
	}
	return list
}

func block(c *cors.Settings) surface {
	return surface{
		origins: c.AllowOrigins, methods: c.AllowMethods, headers: c.AllowHeaders, expose: c.ExposeHeaders,
		maxAge: c.MaxAge, maxAgePlace: c.MaxAgePlace, place: c.Place, credentials: c.AllowCredentials, literalStar: true,
	}
}

func distributed(c *cloudfront.CORS) surface {
	return surface{
		origins: c.AllowOrigins, methods: c.AllowMethods, headers: c.AllowHeaders, expose: c.ExposeHeaders,
		maxAge: c.MaxAge, maxAgePlace: c.MaxAgePlace, place: c.Place, credentials: c.AllowCredentials, literalStar: true, ofDistribution: true,
	}
}
