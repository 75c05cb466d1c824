using InstructRec.Recommendation;
using Microsoft.Extensions.Options;

namespace InstructRec.Hosting;

/// <summary>Reports a wrong setting by its name when the host starts.</summary>
internal sealed class T5RecommenderOptionsValidator : IValidateOptions<T5RecommenderOptions>
{
    public ValidateOptionsResult Validate(string? name, T5RecommenderOptions options)
    {
        try
        {
            options.Validate();
            return ValidateOptionsResult.Success;
        }
        catch (InstructRecException exception)
        {
            return ValidateOptionsResult.Fail(exception.Message);
        }
    }
}
