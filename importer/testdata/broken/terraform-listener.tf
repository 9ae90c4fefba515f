resource "aws_lb_listener" "web" {
  routing_http_response_access_control_allow_credentials_header_value = "yes"
  routing_http_response_access_control_allow_orign_header_value       = "*"
}
