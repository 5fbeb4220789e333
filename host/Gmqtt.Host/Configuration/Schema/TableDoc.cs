namespace Gmqtt.Host.Configuration.Schema;

/// <summary>One table as the documentation shows it.</summary>
/// <param name="Path">Its name with those of its parents.</param>
/// <param name="Doc">What it is for.</param>
/// <param name="IsArray">Whether it may be repeated, as <c>[[path]]</c>.</param>
/// <param name="IsPresent">Whether the defaults have it.</param>
/// <param name="IsFurther">Whether one like it came before, so that nothing has to be explained again.</param>
/// <param name="IsExample">Whether its keys are only examples of what users may write.</param>
internal sealed record TableDoc(string Path, string Doc, bool IsArray = false, bool IsPresent = true, bool IsFurther = false, bool IsExample = false);
