using InstructRec.Instructions;
using InstructRec.Templates;

namespace InstructRec.Tests.Templates;

public class TemplateRegistryTests
{
    [Fact]
    public void The_default_registry_loads()
    {
        TemplateRegistry.Default.All.Count(t => t.Family is TemplateFamilies.Recommendation or TemplateFamilies.Search or TemplateFamilies.Personal).Should().Be(39);
    }
}
