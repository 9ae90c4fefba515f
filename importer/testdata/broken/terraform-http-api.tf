resource "aws_apigatewayv2_api" "api" {
  protocol_type = "HTTP"
  cors_configuration {
    allow_origins     = ["*"]
    allow_credentials = true
    max_age           = "soon"
  }
}

resource "aws_apigatewayv2_route" "any" {
  api_id             = aws_apigatewayv2_api.api.id
  route_key          = "items"
  authorization_type = "TOKEN"
}
