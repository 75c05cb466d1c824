namespace InstructRec.AspNetCore;

/// <summary>What the endpoints take and tell.</summary>
public sealed class InstructRecEndpointOptions
{
    /// <summary>The key of the recommender to ask; <see langword="null"/> for the one without a name.</summary>
    public string? Model { get; set; }

    /// <summary>The largest body in bytes, at least 1,024; a larger one is answered by 413. Default 1 MiB.</summary>
    public long MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>The most candidates of a request, at least 2; more are answered by 400. Default 1,000.</summary>
    public int MaxCandidates { get; set; } = 1000;

    /// <summary>The longest a request may take, after which it is answered by 504; a request may ask for less. Default 30 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What a caller who is turned away is told to wait, in whole seconds from 1. Default 1 s.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether answers hold the texts that the model read, which repeat what the caller sent; default <see langword="false"/>.</summary>
    public bool ReturnPrompts { get; set; }

    /// <summary>How old the copy of the host's <see cref="Catalog.IItemCatalog"/> may be that matching searches; default 5 minutes. A new copy costs a pass over the catalogue.</summary>
    public TimeSpan CatalogAge { get; set; } = TimeSpan.FromMinutes(5);

    internal void Validate()
    {
        Require(MaxBodyBytes >= 1024, nameof(MaxBodyBytes), $"{MaxBodyBytes} is less than 1024");
        Require(MaxCandidates >= 2, nameof(MaxCandidates), $"{MaxCandidates} is less than 2");
        Require(Timeout > TimeSpan.Zero && Timeout <= TimeSpan.FromDays(1), nameof(Timeout), $"{Timeout} is not between 0 and 1 day");
        Require(RetryAfter >= TimeSpan.FromSeconds(1) && RetryAfter <= TimeSpan.FromDays(1), nameof(RetryAfter), $"{RetryAfter} is not between 1 second and 1 day");
        Require(CatalogAge >= TimeSpan.Zero, nameof(CatalogAge), $"{CatalogAge} is negative");
    }

    private static void Require(bool holds, string setting, string what)
    {
        if (!holds)
        {
            throw new InstructRecException(InstructRecErrorKind.Options, what, $"{nameof(InstructRecEndpointOptions)}:{setting}");
        }
    }
}
