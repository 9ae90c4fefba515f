resource "aws_lambda_function_url" "api" {
  authorization_type = "NONE"
  cors {
    allow_origins = ["*"]
    allow_methods = ["OPTIONS"]
  }
}
