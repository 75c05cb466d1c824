using Microsoft.Extensions.DependencyInjection;

namespace InstructRec.Hosting;

/// <summary>Where further registrations of InstructRec hang.</summary>
/// <param name="Services">The host's services.</param>
public sealed record InstructRecBuilder(IServiceCollection Services);
