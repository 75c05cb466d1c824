using System.Threading.RateLimiting;

namespace Shop;

/// <summary>How many rankings run and wait at once; more are told to come again, which keeps those that run quick.</summary>
internal static class ShopLimits
{
    public const string Ranking = "ranking";

    public static void AddShopLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var limits = new ConcurrencyLimiterOptions
        {
            PermitLimit = configuration.GetValue("Limits:Concurrent", 8),
            QueueLimit = configuration.GetValue("Limits:Waiting", 32),
        };
        services.AddRateLimiter(options =>
        {
            options.AddPolicy(Ranking, _ => RateLimitPartition.GetConcurrencyLimiter(Ranking, _ => limits));
            options.OnRejected = static async (rejected, _) =>
            {
                rejected.HttpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                rejected.HttpContext.Response.Headers.RetryAfter = "1";
                await rejected.HttpContext.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new ProblemDetailsContext
                {
                    HttpContext = rejected.HttpContext,
                    ProblemDetails = { Status = StatusCodes.Status429TooManyRequests, Title = "Busy", Detail = "Too many rankings are under way. Try again in a second." },
                });
            };
        });
    }
}
