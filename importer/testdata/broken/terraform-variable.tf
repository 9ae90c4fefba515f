variable "origin" {
  type = string
}

resource "aws_s3_bucket_cors_configuration" "uploads" {
  cors_rule {
    allowed_origins = [var.origin, module.site.origin, "https://${aws_cloudfront_distribution.site.domain_name}"]
    allowed_methods = ["GET"]
  }
}
