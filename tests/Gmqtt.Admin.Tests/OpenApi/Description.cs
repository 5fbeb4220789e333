extern alias admin;

using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ProblemDocument = admin::Gmqtt.Admin.Http.ProblemDocument;

namespace Gmqtt.Admin.Tests.OpenApi;

/// <summary>What the description says beside the routes.</summary>
internal static class Description
{
    private const string Scheme = "token";

    internal static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Gmqtt for .NET",
                Version = "1",
                Description = "What the admin plugin answers. Errors are problem documents (RFC 9457) that name the field; lists go on with `after`, the `next` of the answer before.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The broker's log says where the token is." },
            };
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            schema.Description = context.JsonPropertyInfo?.AttributeProvider is PropertyInfo property ? DocComments.Of(property) : DocComments.Of(context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            foreach (var described in context.Description.ParameterDescriptions)
            {
                if (described.ParameterDescriptor is IParameterInfoParameterDescriptor { ParameterInfo.Member: PropertyInfo property }
                    && operation.Parameters?.FirstOrDefault(p => p.Name == described.Name) is OpenApiParameter parameter)
                    parameter.Description = DocComments.Of(property);
            }

            return Task.CompletedTask;
        });
        options.AddOperationTransformer(async (operation, context, cancellationToken) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any()) return;
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
            var schema = await context.GetOrCreateSchemaAsync(typeof(ProblemDocument), null, cancellationToken);
            context.Document!.AddComponent("ProblemDocument", schema);
            operation.Responses!["default"] = new OpenApiResponse
            {
                Description = "What is wrong, and in which field",
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference("ProblemDocument", context.Document) },
                },
            };
        });
    }
}
