using System.Text.Json;
using System.Text.Json.Serialization;
using InstructRec.AspNetCore;
using InstructRec.Hosting;
using Shop;

WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args, ContentRootPath = AppContext.BaseDirectory, WebRootPath = "wwwroot",
});
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxRequestBodySize = 256 * 1024;
});
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Services.ConfigureHttpJsonOptions(json =>
    json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false)));

// The recommender: a checkpoint, a catalogue, what people did. A shop of your own names its database here (docs/hosting.md).
FilmShop films = FilmShop.Open(builder.Configuration["Data"] ?? Path.Combine(AppContext.BaseDirectory, "Data"));
builder.Services.AddSingleton(films);
builder.Services.AddInstructRec(o => o.Checkpoint = builder.Configuration["Model"] ?? Path.Combine(AppContext.BaseDirectory, "Model"))
    .AddCatalog(_ => films.Catalog, _ => films.History);
builder.Services.AddHostedService<WarmUp>();

builder.Services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
builder.Services.AddProblemDetails();
builder.Services.AddExceptionHandler<InstructRecExceptionHandler>();
builder.Services.AddHealthChecks().AddInstructRec(unloadedIsHealthy: false);
builder.Services.AddShopLimits(builder.Configuration);
builder.Services.AddOpenApi();

WebApplication app = builder.Build();
app.UseSecurityHeaders();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseDefaultFiles();
app.UseStaticFiles();
app.UseRateLimiter();
app.MapOpenApi();
app.MapHealthChecks("/ready");
app.MapShop();
await app.RunAsync();
