using InstructRec.Recommendation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace InstructRec.Hosting;

/// <summary>Tells the options when the section that they come from changes.</summary>
internal sealed class T5RecommenderSectionChanges(string name, IConfiguration section) : IOptionsChangeTokenSource<T5RecommenderOptions>
{
    public string Name => name;

    public IChangeToken GetChangeToken() => section.GetReloadToken();
}
