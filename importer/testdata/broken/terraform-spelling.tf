resource "aws_s3_bucket_cors_configuration" "uploads" {
  cors_rule {
    allowed_origins = ["https://a.example"]
    allowed_methods = ["GET", "PATCH"]
    exposed_headers = ["ETag"]
    max_age         = 300
  }
}
