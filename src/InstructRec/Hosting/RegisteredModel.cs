namespace InstructRec.Hosting;

/// <summary>A T5 recommender that a host has registered.</summary>
/// <param name="OptionsName">The name of its options.</param>
internal sealed record RegisteredModel(string OptionsName);
