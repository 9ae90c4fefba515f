resource "aws_s3_bucket_cors_configuration" "uploads" {
  dynamic "cors_rule" {
    for_each = data.http.rules.body
    content {
      allowed_origins = cors_rule.value
      allowed_methods = ["GET"]
    }
  }
}
