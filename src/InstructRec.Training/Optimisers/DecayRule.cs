namespace InstructRec.Training.Optimisers;

/// <summary>Which parameters weight decay pulls towards zero.</summary>
public static class DecayRule
{
    /// <summary>Everything but norms and biases (the relative position bias included); the default.</summary>
    /// <param name="name">A parameter's name, as in the checkpoint.</param>
    public static bool AllButNormsAndBiases(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return !name.Contains("norm", StringComparison.OrdinalIgnoreCase) && !name.Contains("bias", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Every parameter.</summary>
    /// <param name="name">A parameter's name, as in the checkpoint.</param>
    public static bool All(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return true;
    }
}
