package scenarios

// A Suite is one scenario file, loaded.
type Suite struct {
	// Name is unique and path-like: "s3/direct-upload".
	Name string
}

type conditional struct{}
