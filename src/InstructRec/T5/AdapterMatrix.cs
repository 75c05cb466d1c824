using TorchSharp.Modules;

namespace InstructRec.T5;

/// <summary>Holds a parameter that a module uses without owning it: a parameter in a field would be registered as the module's own.</summary>
internal sealed record AdapterMatrix(Parameter Matrix);
