// policies.js holds policies to begin with, one for each service.

const json = (value) => JSON.stringify(value, null, 2);

export const policies = [
  {
    name: 'S3 bucket, the console’s JSON', engine: 's3', url: 'https://uploads.s3.us-east-1.amazonaws.com/photo.jpg',
    text: json([{AllowedOrigins: ['https://www.example.com'], AllowedMethods: ['GET', 'PUT'], ExposeHeaders: ['ETag']}]),
  },
  {
    name: 'S3 bucket, XML', engine: 's3', url: 'https://uploads.s3.us-east-1.amazonaws.com/photo.jpg',
    text: `<CORSConfiguration>
  <CORSRule>
    <AllowedOrigin>https://*.example.com</AllowedOrigin>
    <AllowedMethod>GET</AllowedMethod>
    <AllowedHeader>content-type</AllowedHeader>
  </CORSRule>
</CORSConfiguration>`,
  },
  {
    name: 'API Gateway HTTP API', engine: 'http-api', url: 'https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/items',
    text: json({AllowOrigins: ['https://www.example.com'], AllowMethods: ['GET', 'POST'], AllowHeaders: ['content-type'], MaxAge: 300}),
  },
  {
    name: 'Lambda function URL', engine: 'lambda-url', url: 'https://abcdefghij.lambda-url.us-east-1.on.aws/',
    text: json({AllowOrigins: ['*'], AllowMethods: ['GET', 'PUT'], AllowHeaders: ['content-type']}),
  },
  {
    name: 'SAM template', engine: 'http-api', url: 'https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/items',
    text: `Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration:
        AllowOrigins: [https://www.example.com]
        AllowMethods: [GET, PUT]
        AllowHeaders: [content-type]
`,
  },
];
