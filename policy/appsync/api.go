package appsync

// An API is an AWS AppSync API: its CORS cannot be configured. It is a
// policy.Policy; the upstream of New is what its resolvers answer.
type API struct{}
