// Package corstest is for the tests of others. Run puts CORS middleware for net/http
// under the suite of package conformance:
//
//	func TestCORS(t *testing.T) {
//		corstest.Run(t, func(p corstest.Policy, app http.Handler) (http.Handler, error) {
//			return mymiddleware.New(p.Origins, p.Methods, p.Headers, p.Credentials)(app), nil
//		}, corstest.Config{})
//	}
//
// The Gomega matchers are in corstest/matchers.
package corstest
