using InstructRec.Recommendation;
using Microsoft.Extensions.Options;

namespace InstructRec.Hosting;

/// <summary>Reports a wrong setting by its name, and by the model's where it has one, when the host starts.</summary>
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
            return ValidateOptionsResult.Fail(string.IsNullOrEmpty(name) || options.Section is not null ? exception.Message : $"{name}: {exception.Message}");
        }
    }
}
